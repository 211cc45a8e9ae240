// Upstreams and configurations for tests, in one line each.
#pragma once

#include <memory>
#include <string>

#include "daemon/balance/pick/key_hash.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/balance/pools/upstream.h"

namespace rrlb::made {

inline const WallTime kThen{std::chrono::seconds{1'800'000'000}};  // 2027-01-15T08:00:00Z

// Both clocks show the same time.
inline Moment at(WallTime wall) { return {TimePoint{wall.time_since_epoch()}, wall}; }

inline BackendConfig backend(const std::string& name, std::uint16_t port,
                             std::uint64_t weight = 1) {
  BackendConfig config;
  config.name = name;
  config.url = {false, "127.0.0.1", port, ""};
  config.weight = weight;
  return config;
}

inline void probe(Upstream& upstream, ProbeResult result, const std::string& detail = "answered",
                  WallTime now = kThen) {
  upstream.record_probe({result,
                         true,
                         std::chrono::microseconds{800},
                         {format_rfc3339(now), result == ProbeResult::passed, detail}},
                        at(now));
}

inline std::shared_ptr<Upstream> upstream(const std::string& name, Health health) {
  auto made =
      std::make_shared<Upstream>(name, Url{false, "127.0.0.1", 5001, ""}, HealthRules{2, 3}, kThen);
  if (health == Health::healthy) probe(*made, ProbeResult::passed);
  if (health == Health::unhealthy) probe(*made, ProbeResult::failed);
  return made;
}

inline Member member(const std::string& name, Health health = Health::healthy,
                     std::uint64_t weight = 1, std::uint64_t percent = 100) {
  Member made;
  made.upstream = upstream(name, health);
  made.weight = weight;
  made.percent = percent;
  made.ip = "127.0.0.1";
  made.authority = name;
  made.location = "http://" + name;
  return made;
}

inline Pool pool(std::vector<Member> members, PickRules rules) {
  return {std::move(members), std::move(rules), std::make_shared<PickCursor>()};
}

// Pseudo-random numbers, the same in each run.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_{seed} {}

  std::uint64_t next() { return mixed(state_++ * 0x9e3779b97f4a7c15); }
  std::uint64_t below(std::uint64_t end) { return next() % end; }
  PickKey key() { return {next(), next(), 0, nullptr}; }

 private:
  std::uint64_t state_;
};

}  // namespace rrlb::made
