// A worker without threads, sockets and clocks: exchanges between fake clients and fake backends.
// Its time moves only by advance().
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/relay/exchanges.h"
#include "tests/daemon/balance/made.h"
#include "tests/daemon/relay/fake_client.h"
#include "tests/daemon/relay/fake_server.h"

namespace rrlb {

struct FakeTopology {
  std::vector<Member> members;
  ProxyConfig limits;
  bool access_records = false;
  std::uint64_t failures_that_eject = 0;
};

// Backends "web0", "web1" ... that take turns.
inline FakeTopology backends(std::size_t count) {
  FakeTopology made;
  for (std::size_t i = 0; i < count; ++i) {
    made.members.push_back(made::member("web" + std::to_string(i)));
    made.members.back().eligible = true;
  }
  return made;
}

class FakeWorker {
 public:
  explicit FakeWorker(FakeTopology topology)
      : net_{nullptr, [](Milliseconds) {}, [] {}, [] {}},
        backends_{net_},
        relay_{net_, between_, backends_, topology_, 1},
        exchanges_{relay_} {
    net_.clock.set(TimePoint{std::chrono::hours{1}});
    between_.wake_queues = [this] { ++wakes_; };
    between_.look_for_outliers = [this] { ++outlier_looks_; };
    reload(std::move(topology));
  }

  // Sets the topology of all requests that come from now on.
  void reload(FakeTopology made) {
    Topology next{made::pool(std::move(made.members), {Algorithm::round_robin})};
    next.limits = made.limits;
    next.mode = Mode::proxy;
    next.access_records = made.access_records;
    next.failures_that_eject = made.failures_that_eject;
    topology_ = std::make_shared<const Topology>(std::move(next));
    net_.timeouts.set_lengths(topology_->limits, false);
    relay_.retry_budget.set_percent(static_cast<unsigned>(topology_->limits.retry_budget_percent));
    exchanges_.retry_queue();
  }

  FakeClient& request(FakeRequest request) {
    clients_.push_back(std::make_unique<FakeClient>(net_, std::move(request)));
    FakeClient& client = *clients_.back();
    exchanges_.begin(client, client.events());
    return client;
  }
  FakeClient& request(const std::string& method, const std::string& target,
                      const std::string& body = "") {
    return request(FakeRequest{.method = method, .target = target, .body = body});
  }

  FakeServer& server(std::size_t number) {
    return backends_.server("web" + std::to_string(number));
  }
  UpstreamCounters& counters(std::size_t number) {
    return topology_->pool.members().at(number).upstream->counters();
  }
  std::uint64_t failures(std::size_t number, FailureKind kind) {
    return counters(number).failures[static_cast<std::size_t>(kind)].load();
  }
  const WorkerCounters& counters() const { return relay_.counters; }

  void advance(Milliseconds time) {
    net_.clock.set(net_.clock.now() + time);
    net_.timeouts.expire(net_.clock.now());
  }

  // A real worker posts this when a place becomes free.
  void retry_queue() { exchanges_.retry_queue(); }
  bool any_queued() const { return exchanges_.any_queued(); }
  int wakes() const { return wakes_; }
  int outlier_looks() const { return outlier_looks_; }
  AccessLog& access() { return relay_.access; }

  // Nothing is under way: no place is taken, nothing is counted or queued.
  bool is_idle() {
    for (const Member& member : topology_->pool.members()) {
      if (member.upstream->counters().in_flight != 0) return false;
    }
    return relay_.counters.in_flight == 0 && !any_queued() && between_.queued == 0;
  }

 private:
  BetweenWorkers between_;
  NetContext net_;
  FakeBackends backends_;
  std::shared_ptr<const Topology> topology_;
  RelayContext relay_;
  Exchanges exchanges_;
  std::vector<std::unique_ptr<FakeClient>> clients_;
  int wakes_ = 0;
  int outlier_looks_ = 0;
};

}  // namespace rrlb
