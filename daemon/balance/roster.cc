#include "balance/roster.h"

#include <algorithm>
#include <unordered_map>

namespace rrlb {
namespace {

// Of a body that goes with a request which is answered with a redirect.
constexpr std::uint64_t kReadInVain = 1024 * 1024;

// By then the probes may have found one that is up again.
unsigned retry_after_seconds(const HealthConfig& health) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(health.interval).count();
  return static_cast<unsigned>(std::max<std::int64_t>(1, seconds));
}

}  // namespace

void Roster::apply(const Config& config, WallTime now) {
  std::unordered_map<std::string, std::shared_ptr<Upstream>> before;
  for (const auto& upstream : upstreams_) before.emplace(upstream->name(), upstream);
  const HealthRules rules{config.health.rise, config.health.fall};
  config_ = config;
  upstreams_.clear();
  for (const BackendConfig& backend : config.backends) {
    const auto known = before.find(backend.name);
    if (known != before.end() && known->second->url() == backend.url) {
      known->second->set_rules(rules);
      upstreams_.push_back(known->second);
    } else {
      upstreams_.push_back(std::make_shared<Upstream>(backend.name, backend.url, rules, now));
    }
  }
}

std::shared_ptr<const Topology> Roster::topology() const {
  std::vector<Member> members;
  members.reserve(upstreams_.size());
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    const BackendConfig& backend = config_.backends[i];
    members.push_back({upstreams_[i], backend.weight, 100, upstreams_[i]->facts().ip,
                       backend.max_connections, backend.url.authority(),
                       backend.public_url.value_or(backend.url).text()});
  }
  ProxyConfig limits = config_.proxy;
  if (config_.balancer.mode == Mode::redirect) {
    limits.max_body_bytes = std::min(limits.max_body_bytes, kReadInVain);
  }
  PickRules rules = pick_rules(members);
  return std::make_shared<const Topology>(Topology{
      Pool{std::move(members), std::move(rules), cursor_}, std::move(limits), config_.balancer.mode,
      config_.log.access, config_.balancer.max_connections, config_.balancer.stats_path,
      retry_after_seconds(config_.health), config_.balancer.hash_on});
}

PickRules Roster::pick_rules(const std::vector<Member>& members) const {
  const BalancerConfig& config = config_.balancer;
  PickRules rules;
  rules.algorithm = config.algorithm;
  rules.load = config.mode == Mode::proxy ? LoadSource::in_flight : LoadSource::recent_requests;
  rules.hash_balance_factor = config.hash_balance_factor;
  if (rules.algorithm != Algorithm::consistent_hash) {
    ring_ = nullptr;
    return rules;
  }
  std::vector<RingMember> on_the_ring = ring_members(members);
  if (!ring_ || ring_->members() != on_the_ring) {
    ring_ = std::make_shared<const HashRing>(std::move(on_the_ring));
  }
  rules.ring = ring_;
  return rules;
}

std::size_t Roster::eligible() const {
  return static_cast<std::size_t>(
      std::count_if(upstreams_.begin(), upstreams_.end(),
                    [](const auto& upstream) { return upstream->eligible(); }));
}

bool Roster::all_probed() const {
  return std::all_of(upstreams_.begin(), upstreams_.end(),
                     [](const auto& upstream) { return upstream->probed(); });
}

}  // namespace rrlb
