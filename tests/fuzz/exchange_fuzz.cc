// Whole exchanges: the relay between a client and a backend that follow the input, on real sockets.
//
// In the input a control character selects an action, and the bytes up to the next control character
// are the data to send.
//
//   \1 the client sends         \3 the client sends no more    \5 the backend closes
//   \2 the backend sends        \4 the client resets           \6 the backend resets
//
// The invariants: a backend gets only valid requests (RFC 9112), a client gets bytes that begin like
// a response, and in the end no connection and no count is left.
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/balance/pools/pool.h"
#include "daemon/http/h1/request_reader.h"
#include "daemon/http/h1/response_reader.h"
#include "daemon/worker/connections.h"
#include "tests/fuzz/fuzz.h"

namespace rrlb {
namespace {

constexpr std::size_t kMostActs = 40;

void reset_on_close(int fd) {
  const linger now{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

// A server whose listening socket is shared by all runs.
class Listening {
 public:
  Listening() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    fuzz::require(::bind(fd_.get(), name, size) == 0 && ::listen(fd_.get(), 512) == 0,
                  "it listens");
    ::getsockname(fd_.get(), name, &size);
    port_ = ntohs(address.sin_port);
  }
  std::uint16_t port() const { return port_; }
  UniqueFd accept() { return UniqueFd{::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK)}; }

 private:
  UniqueFd fd_;
  std::uint16_t port_ = 0;
};

// One connection at the backend's side, and the bytes it received.
struct Heard {
  UniqueFd fd;
  std::string bytes;
  bool upgraded = false;
};

class Play {
 public:
  Play(Listening& listening, std::shared_ptr<Upstream> upstream)
      : listening_{listening},
        upstream_{std::move(upstream)},
        connections_{loop_, between_, topology(), {}} {
    int ends[2];
    fuzz::require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0, "sockets");
    client_ = UniqueFd{ends[0]};
    connections_.admit(UniqueFd{ends[1]}, IpBits{}, 0);
  }

  ~Play() {
    for (Heard& heard : backend_) reset_on_close(heard.fd.get());
  }

  void act(char action, std::string_view what) {
    switch (action) {
      case 1:
        send(client_.get(), what);
        break;
      case 2:
        if (!backend_.empty()) send(backend_.back().fd.get(), what);
        if (!backend_.empty()) backend_.back().upgraded |= what.find("101") != what.npos;
        break;
      case 3:
        ::shutdown(client_.get(), SHUT_WR);
        break;
      case 4:
        client_.reset();
        break;
      case 5:
      case 6:
        if (backend_.empty()) break;
        if (action == 6) reset_on_close(backend_.back().fd.get());
        ::shutdown(backend_.back().fd.get(), SHUT_WR);
        if (action == 6) backend_.back().fd.reset();
        break;
      default:
        break;
    }
    turn();
  }

  void end() {
    client_.reset();
    for (Heard& heard : backend_) {
      if (heard.fd) reset_on_close(heard.fd.get());
      heard.fd.reset();
    }
    connections_.cut_clients();
    const UpstreamCounters& counters = upstream_->counters();
    fuzz::require(counters.in_flight == 0, "nothing is in flight");
    fuzz::require(connections_.counters().in_flight == 0, "no request is under way");
    fuzz::require(connections_.counters().clients == 0 && between_.clients == 0,
                  "no client is left");
    check_requests();
    check_response();
  }

 private:
  std::shared_ptr<const Topology> topology() {
    std::vector<Member> members{
        {upstream_, 1, 100, "127.0.0.1", 0, "127.0.0.1", "http://127.0.0.1"}};
    Topology made{
        Pool{std::move(members), {Algorithm::round_robin}, std::make_shared<PickCursor>()},
        ProxyConfig{},
        Mode::proxy,
        false,
        0,
        "",
        1};
    return std::make_shared<const Topology>(std::move(made));
  }

  static void send(int fd, std::string_view what) {
    if (fd >= 0) (void)!::send(fd, what.data(), what.size(), MSG_NOSIGNAL);
  }

  static void read_all(int fd, std::string& into) {
    char buffer[4096];
    for (ssize_t got = 0; fd >= 0 && (got = ::recv(fd, buffer, sizeof buffer, 0)) > 0;) {
      into.append(buffer, static_cast<std::size_t>(got));
    }
  }

  void turn() {
    for (int i = 0; i < 3; ++i) {
      event_base_loop(loop_.base(), EVLOOP_NONBLOCK);
      while (UniqueFd fd = listening_.accept()) backend_.push_back({std::move(fd), {}, false});
      for (Heard& heard : backend_) read_all(heard.fd.get(), heard.bytes);
      read_all(client_.get(), heard_by_client_);
    }
  }

  // The reader for clients' requests must accept these, too.
  void check_requests() const {
    for (const Heard& heard : backend_) {
      if (heard.upgraded) continue;  // a tunnel may have begun
      std::string_view rest = heard.bytes;
      RequestReader reader{32 * 1024};
      ProxyConfig limits;
      limits.max_header_bytes = 32 * 1024;
      limits.max_request_line_bytes = 32 * 1024;
      limits.max_headers = 1000;
      while (!rest.empty()) {
        char* space = reader.space();
        const std::size_t size = std::min(rest.size(), reader.space_size());
        std::copy_n(rest.data(), size, space);
        reader.received(size);
        rest.remove_prefix(size);
        for (bool more = true; more;) {
          const auto progress = reader.advance(limits);
          fuzz::require(progress != RequestReader::Progress::refused, "a backend reads requests");
          more = progress != RequestReader::Progress::needs_more;
          if (progress != RequestReader::Progress::message) continue;
          reader.next();
          more = reader.has_bytes();
        }
      }
    }
  }

  void check_response() const {
    if (heard_by_client_.empty()) return;
    ResponseReader reader;
    fuzz::require(reader.read(heard_by_client_, false) != ResponseReader::Progress::malformed,
                  "a client reads a response");
  }

  Listening& listening_;
  std::shared_ptr<Upstream> upstream_;
  EventLoop loop_;
  BetweenWorkers between_;
  Connections connections_;
  UniqueFd client_;
  std::vector<Heard> backend_;
  std::string heard_by_client_;
};

void play(std::string_view input) {
  static Listening listening;
  const Moment now{};
  auto upstream = std::make_shared<Upstream>("b", Url{false, "127.0.0.1", listening.port(), ""},
                                             HealthRules{1, 1}, now.wall);
  upstream->record_probe({ProbeResult::passed, true, {}, {"", true, ""}}, now);
  {
    Play one{listening, upstream};
    for (std::size_t acts = 0; !input.empty() && acts < kMostActs; ++acts) {
      const char action = input.front();
      input.remove_prefix(1);
      const std::size_t end = std::min(input.find_first_of("\1\2\3\4\5\6"), input.size());
      one.act(action, input.substr(0, end));
      input.remove_prefix(end);
    }
    one.end();
  }
  fuzz::require(upstream->counters().connections_open == 0, "no connection is left open");
}

}  // namespace
}  // namespace rrlb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  rrlb::play(rrlb::fuzz::text(data, size));
  return 0;
}
