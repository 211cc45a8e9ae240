#include "common/endpoint/resolver.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/ip.h"

namespace rrlb {

struct Resolver::Lookup::State {
  State(EventLoop& loop_in, std::shared_ptr<evdns_base> dns_in)
      : loop{loop_in}, dns{std::move(dns_in)}, later{loop_in, [this] { finish(); }} {}

  void finish() {
    // `done` may destroy the Lookup, and with it this state's last owner but the caller.
    const auto call = std::move(done);
    done = nullptr;
    if (call) call(std::move(result));
  }

  EventLoop& loop;
  const std::shared_ptr<evdns_base> dns;
  std::function<void(Resolved)> done;
  Resolved result;
  evdns_getaddrinfo_request* request = nullptr;
  std::shared_ptr<State> self_while_asking;  // evdns holds a raw pointer until it calls back
  Timer later;
};

namespace {

std::vector<std::string> known_without_asking(const std::string& host) {
  if (is_ipv4(host) || is_ipv6(host)) return {host};
  if (host == "localhost") return {"127.0.0.1", "::1"};
  return {};
}

std::string ip_text(const evutil_addrinfo& entry) {
  char text[INET6_ADDRSTRLEN] = "";
  if (entry.ai_family == AF_INET) {
    const auto* in4 = reinterpret_cast<const sockaddr_in*>(entry.ai_addr);
    inet_ntop(AF_INET, &in4->sin_addr, text, sizeof text);
  } else if (entry.ai_family == AF_INET6) {
    const auto* in6 = reinterpret_cast<const sockaddr_in6*>(entry.ai_addr);
    inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof text);
  }
  return text;
}

Resolved resolved_from(int error, evutil_addrinfo* list) {
  Resolved result;
  if (error != 0) {
    result.problem = std::string{"name does not resolve ("} + evutil_gai_strerror(error) + ")";
    return result;
  }
  for (const evutil_addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    std::string ip = ip_text(*entry);
    if (!ip.empty()) result.ips.push_back(std::move(ip));
  }
  evutil_freeaddrinfo(list);
  std::stable_partition(result.ips.begin(), result.ips.end(),
                        [](const std::string& ip) { return is_ipv4(ip); });
  if (result.ips.empty()) result.problem = "name does not resolve (no address)";
  return result;
}

}  // namespace

Resolver::Resolver(EventLoop& loop) : loop_{loop} {
  EvdnsBasePtr dns{evdns_base_new(
      loop.base(), EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE)};
  if (!dns) {  // there is no /etc/resolv.conf; names in /etc/hosts still work
    dns.reset(evdns_base_new(loop.base(), EVDNS_BASE_DISABLE_WHEN_INACTIVE));
    if (dns) evdns_base_load_hosts(dns.get(), "/etc/hosts");
  }
  dns_ = std::move(dns);
}

Resolver::~Resolver() = default;

std::unique_ptr<Resolver::Lookup> Resolver::resolve(const std::string& host,
                                                    std::function<void(Resolved)> done) {
  auto state = std::make_shared<Lookup::State>(loop_, dns_);
  state->done = std::move(done);
  state->result.ips = known_without_asking(host);
  if (!state->result.ips.empty()) {
    state->later.start(Milliseconds{0});
  } else if (!dns_) {
    state->result.problem = "name does not resolve (no name server configured)";
    state->later.start(Milliseconds{0});
  } else {
    evutil_addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = EVUTIL_AI_ADDRCONFIG;
    state->self_while_asking = state;
    // evdns may call back within this call, so the timer delivers the result.
    const auto answered = [](int error, evutil_addrinfo* list, void* raw) noexcept {
      auto* asked = static_cast<Lookup::State*>(raw);
      // evdns still uses its state after this callback, so the state is released later.
      asked->loop.post([keep = std::move(asked->self_while_asking)] {});
      asked->request = nullptr;
      asked->result = resolved_from(error, list);
      if (asked->done) asked->later.start(Milliseconds{0});
    };
    auto* request =
        evdns_getaddrinfo(dns_.get(), host.c_str(), nullptr, &hints, answered, state.get());
    if (state->self_while_asking) state->request = request;
  }
  return std::unique_ptr<Lookup>{new Lookup{std::move(state)}};
}

Resolver::Lookup::Lookup(std::shared_ptr<State> state) : state_{std::move(state)} {}

Resolver::Lookup::~Lookup() {
  state_->done = nullptr;
  state_->later.cancel();
  if (state_->request != nullptr) evdns_getaddrinfo_cancel(state_->request);
}

}  // namespace rrlb
