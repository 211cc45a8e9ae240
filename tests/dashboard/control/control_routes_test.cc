#include "dashboard/control/control_routes.h"

#include <gmock/gmock.h>

#include <future>
#include <mutex>

#include "dashboard/session/session_routes.h"
#include "tests/dashboard/control/fake_admin.h"
#include "tests/dashboard/session/own_page.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const nlohmann::json kNoReason = nlohmann::json::object();

class ControlRoutes : public testing::Test {
 protected:
  ControlRoutes() {
    admin_.set("GET /api/backends", 200,
               R"({"backends":[{"name":"web1","status":"UP"},{"name":"web2","status":"UP"}]})");
    for (const char* what : {"POST /api/backends/web1/drain", "POST /api/backends/web1/enable",
                             "POST /api/backends/web1/disable", "PUT /api/backends/web1/weight"}) {
      admin_.set(what, 200, R"({"name":"web1","status":"DRAIN"})");
    }
  }

  void log_in() {
    const std::string set =
        page_.post("/api/login", {{"user", "anna"}, {"password", "correct horse"}})
            .field("Set-Cookie");
    page_.cookie = set.substr(0, set.find(';'));
    const std::lock_guard lock{mutex_};
    told_.clear();
  }

  std::vector<std::string> told() {
    const std::lock_guard lock{mutex_};
    return told_;
  }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "admin.sock").string();
  FakeAdmin admin_{path_};
  std::mutex mutex_;
  std::vector<std::string> told_;
  Passwords passwords_{{"anna", hash_password("correct horse", "0123456789abcdef", {13, 8, 1})}};
  Access* access_ = nullptr;
  AdminLine* line_ = nullptr;
  RunningServer server_{[this](HttpServer& server, EventLoop& loop) {
    const auto record = [this](const JournalRecord& told) {
      const std::lock_guard lock{mutex_};
      told_.push_back(told.message);
    };
    const auto access = std::make_shared<Access>(loop, record);
    const auto line = std::make_shared<AdminLine>(loop);
    access->apply(passwords_, std::chrono::hours{12});
    line->set_socket(path_);
    access_ = access.get();
    line_ = line.get();
    GuardedRoutes routes{server, [](std::string_view host) { return host == "127.0.0.1:8000"; },
                         "lb1"};
    add_session_routes(routes, *access);
    add_control_routes(routes, *access, *line, record);
    server.route("GET", "/keeps", [access, line](const HttpRequest&) { return HttpAnswer{}; });
  }};
  OwnPage page_{server_};

  // Used on the server's thread.
  void change(const std::function<void()>& action) {
    std::promise<void> done;
    server_.post([&](HttpServer&) {
      action();
      done.set_value();
    });
    done.get_future().wait();
  }
};

TEST_F(ControlRoutes, BackendsAreReadableWithoutALogin) {
  const PageAnswer answer = page_.get("/api/v1/backends");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body["backends"][1]["name"], "web2");
}

TEST_F(ControlRoutes, ChangesNeedALogin) {
  const PageAnswer answer = page_.post("/api/backends/web1/drain", kNoReason);
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.error(), "login_required: changes need a login");
  EXPECT_EQ(page_.put("/api/backends/web1/weight", {{"weight", 5}}).status, 401);
  page_.cookie = "rrlb_session=made-up";
  EXPECT_EQ(page_.post("/api/backends/web1/drain", kNoReason).status, 401);
  EXPECT_THAT(admin_.asked(), IsEmpty());
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(ControlRoutes, AreTurnedOffWithoutAPassword) {
  change([this] { access_->apply({}, std::chrono::hours{12}); });
  const PageAnswer answer = page_.post("/api/backends/web1/drain", kNoReason);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.error(), "no_controls: controls are turned off, no password is set");
  EXPECT_THAT(admin_.asked(), IsEmpty());
}

TEST_F(ControlRoutes, ChangesByAPageOfAnotherSiteAreRefused) {
  log_in();
  for (const char* fields :
       {"Content-Type: application/json\r\n",
        "Origin: http://evil.example\r\nContent-Type: application/json\r\n",
        "Origin: http://127.0.0.1:8000\r\nContent-Type: text/plain\r\n",
        "Origin: http://127.0.0.1:8000\r\nContent-Type: application/json\r\nSec-Fetch-Site: "
        "same-site\r\n"}) {
    EXPECT_EQ(page_.send("POST", "/api/backends/web1/drain", "{}", fields).status, 403) << fields;
  }
  const PageAnswer looked = page_.get("/api/backends/web1/drain");
  EXPECT_EQ(looked.status, 405);
  EXPECT_EQ(looked.field("Allow"), "POST, PUT");
  EXPECT_THAT(admin_.asked(), IsEmpty());
}

TEST_F(ControlRoutes, AChangeIsSentInTheNameOfItsUser) {
  log_in();
  const PageAnswer answer = page_.post("/api/backends/web1/drain", {{"why", "new disks"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body["status"], "DRAIN");
  EXPECT_EQ(page_.put("/api/backends/web1/weight", {{"weight", 5}}).status, 200);
  EXPECT_EQ(page_.post("/api/backends/web1/enable", kNoReason).status, 200);
  EXPECT_THAT(admin_.asked(),
              ElementsAre("GET /api/backends",
                          R"(POST /api/backends/web1/drain {"why":"new disks","who":"anna"})",
                          R"(PUT /api/backends/web1/weight {"weight":5,"why":"","who":"anna"})",
                          R"(POST /api/backends/web1/enable {"why":"","who":"anna"})"));
  EXPECT_THAT(told(), ElementsAre("user \"anna\": drain of backend \"web1\" (new disks)",
                                  "user \"anna\": weight 5 of backend \"web1\"",
                                  "user \"anna\": enable of backend \"web1\""));
}

TEST_F(ControlRoutes, TheLastBackendThatIsUpNeedsAConfirmation) {
  admin_.set("GET /api/backends", 200,
             R"({"backends":[{"name":"web1","status":"UP"},{"name":"web2","status":"DOWN"}]})");
  log_in();
  for (const std::string action : {"drain", "disable"}) {
    const PageAnswer answer = page_.post("/api/backends/web1/" + action, kNoReason);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.error(),
              "last_backend: backend \"web1\" is the last one that is UP: without it no request is "
              "answered");
  }
  EXPECT_THAT(admin_.asked(), ElementsAre("GET /api/backends", "GET /api/backends"));
  EXPECT_EQ(page_.post("/api/backends/web1/drain", {{"confirm_last", true}}).status, 200);
  EXPECT_EQ(page_.put("/api/backends/web1/weight", {{"weight", 5}}).status, 200);
}

TEST_F(ControlRoutes, ARefusalOfTheBalancerIsPassedOnAndLogged) {
  admin_.set("POST /api/backends/wbe1/drain", 404,
             R"json({"problem":"no backend \"wbe1\" (did you mean \"web1\"?)"})json");
  log_in();
  const PageAnswer answer = page_.post("/api/backends/wbe1/drain", kNoReason);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.error(), "unknown_backend: no backend \"wbe1\" (did you mean \"web1\"?)");
  EXPECT_THAT(told(), ElementsAre("user \"anna\": drain of backend \"wbe1\" refused: no backend "
                                  "\"wbe1\" (did you mean \"web1\"?)"));
}

TEST_F(ControlRoutes, ABalancerThatIsNotRunningIsReported) {
  const std::string nowhere = path_ + ".gone";
  change([&] { line_->set_socket(nowhere); });
  log_in();
  const std::string why = "balancer_unreachable: the balancer is not running (no socket " +
                          nowhere + "); start it: systemctl start rrlb";
  for (const PageAnswer& answer :
       {page_.get("/api/backends"), page_.post("/api/backends/web1/drain", kNoReason),
        page_.post("/api/backends/web1/enable", kNoReason)}) {
    EXPECT_EQ(answer.status, 502);
    EXPECT_EQ(answer.error(), why);
  }
}

}  // namespace
}  // namespace rrlb
