#include "common/endpoint/admin_client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <thread>

#include "common/base/clock.h"
#include "common/event/unique_fd.h"
#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

void listen_at(int fd, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(::listen(fd, 1), 0);
}

// Accepts one connection, keeps the request, and sends the given bytes.
class OneAnswer {
 public:
  OneAnswer(const std::string& path, std::string answer)
      : listener_{::socket(AF_UNIX, SOCK_STREAM, 0)} {
    listen_at(listener_.get(), path);
    thread_ = std::thread{[this, answer = std::move(answer)] { serve(answer); }};
  }
  ~OneAnswer() { join(); }

  void join() {
    if (thread_.joinable()) thread_.join();
  }

  std::string asked;  // the request, complete after join()

 private:
  void serve(const std::string& answer) {
    const UniqueFd client{::accept(listener_.get(), nullptr, nullptr)};
    char bytes[4096];
    const ssize_t got = ::recv(client.get(), bytes, sizeof(bytes), 0);
    if (got > 0) asked.assign(bytes, static_cast<std::size_t>(got));
    (void)::send(client.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  UniqueFd listener_;
  std::thread thread_;
};

class AdminClientTest : public testing::Test {
 protected:
  AdminAnswer ask(const std::string& method, const std::string& body = "",
                  Milliseconds patience = std::chrono::seconds{20}) const {
    return AdminClient{path_}.ask(method, "/api/x?after=1", body, patience);
  }

  TempFolder folder_;
  std::string path_ = (folder_.path() / "admin.sock").string();
};

TEST_F(AdminClientTest, ReturnsStatusAndBody) {
  OneAnswer server{path_, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}"};
  const AdminAnswer answer = ask("GET");
  EXPECT_EQ(answer.problem, "");
  EXPECT_TRUE(answer.answered());
  EXPECT_FALSE(answer.done());
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "{}");
  server.join();
  EXPECT_TRUE(server.asked.starts_with("GET /api/x?after=1 HTTP/1.1\r\nHost: rrlb\r\n"))
      << server.asked;
  EXPECT_TRUE(server.asked.ends_with("\r\n\r\n")) << server.asked;
}

TEST_F(AdminClientTest, SendsABodyWithAnyMethod) {
  OneAnswer server{path_, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
  EXPECT_TRUE(ask("DELETE", "{\"a\":1}").done());
  server.join();
  EXPECT_TRUE(server.asked.starts_with("DELETE /api/x")) << server.asked;
  EXPECT_NE(server.asked.find("\r\nContent-Length: 7\r\n"), std::string::npos) << server.asked;
  EXPECT_TRUE(server.asked.ends_with("\r\n\r\n{\"a\":1}")) << server.asked;
}

TEST_F(AdminClientTest, ReportsThatTheBalancerIsNotRunning) {
  AdminAnswer answer = ask("GET");
  EXPECT_EQ(answer.outcome, AdminAnswer::Outcome::not_running);
  EXPECT_EQ(answer.problem, "the balancer is not running (no socket " + path_ +
                                "); start it: systemctl start rrlb");
  {
    OneAnswer gone{path_, ""};
    ask("GET");
  }
  answer = ask("GET");
  EXPECT_EQ(answer.outcome, AdminAnswer::Outcome::not_running);
  EXPECT_EQ(answer.problem, "the balancer is not running (nothing listens on " + path_ +
                                "); start it: systemctl start rrlb");
}

TEST_F(AdminClientTest, ReportsOtherReasonsForNoConnection) {
  const AdminClient client{"/" + std::string(200, 'a')};
  EXPECT_EQ(client.ask("GET", "/", "", std::chrono::seconds{1}).problem,
            client.socket_path() + ": the path is too long for a socket");
  EXPECT_EQ(AdminClient{""}.ask("GET", "/", "", std::chrono::seconds{1}).problem,
            "no admin socket is configured");
  folder_.write("admin.sock/file", "");
  const AdminAnswer answer = ask("GET");
  EXPECT_EQ(answer.outcome, AdminAnswer::Outcome::not_running) << "a folder is no socket";
}

TEST_F(AdminClientTest, ReportsAnIncompleteAnswer) {
  const OneAnswer server{path_, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"};
  const AdminAnswer answer = ask("GET");
  EXPECT_EQ(answer.outcome, AdminAnswer::Outcome::unanswered);
  EXPECT_EQ(answer.problem, path_ + ": the connection was closed before the answer was complete");
}

TEST_F(AdminClientTest, ReportsThatNoAnswerCame) {
  const UniqueFd listener{::socket(AF_UNIX, SOCK_STREAM, 0)};
  listen_at(listener.get(), path_);
  EXPECT_EQ(ask("GET", "", Milliseconds{50}).problem, path_ + ": no answer within 50 ms");
}

}  // namespace
}  // namespace rrlb
