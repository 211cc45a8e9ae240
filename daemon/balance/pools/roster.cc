#include "daemon/balance/pools/roster.h"

#include <algorithm>
#include <unordered_map>

#include "daemon/balance/fitness/slow_start.h"

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

void Roster::apply(const Config& config, Moment now, TokenOf token_of) {
  token_of_ = std::move(token_of);
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
      upstreams_.push_back(std::make_shared<Upstream>(backend.name, backend.url, rules, now.wall));
    }
    upstreams_.back()->want(backend.state, now);
  }
}

std::vector<Member> Roster::members(const PanicPlan& panic, TimePoint now) const {
  std::vector<Member> members;
  members.reserve(upstreams_.size());
  for (std::size_t i = 0; i < upstreams_.size(); ++i) {
    const BackendConfig& backend = config_.backends[i];
    Member& member = members.emplace_back();
    member.upstream = upstreams_[i];
    member.weight = backend.weight;
    member.ip = upstreams_[i]->facts().ip;
    member.max_in_flight = backend.max_connections;
    member.authority = backend.url.authority();
    member.location = backend.public_url.value_or(backend.url).text();
    member.percent = percent_of(*upstreams_[i], now);
    if (token_of_) {
      member.sticky_token = token_of_(backend.name);
      member.set_cookie = set_cookie_value(config_.sticky, member.sticky_token);
    }
  }
  for (const std::size_t position : panic.besides) members[position].in_panic = true;
  return members;
}

StickyTokens Roster::tokens(const std::vector<Member>& members) const {
  if (!token_of_) return {};
  std::vector<std::string> tokens;
  for (const Member& member : members) tokens.push_back(member.sticky_token);
  return StickyTokens{tokens};
}

PanicPlan Roster::panic_plan() const {
  std::vector<PanicFacts> facts;
  facts.reserve(upstreams_.size());
  for (const auto& upstream : upstreams_) {
    facts.push_back({upstream->wanted() == Wanted::enabled, upstream->health(),
                     upstream->outlier().ejected(), upstream->facts().connected});
  }
  return plan_for_panic(config_.health.panic_threshold_percent, facts);
}

std::shared_ptr<const Topology> Roster::topology(TimePoint now) const {
  PanicPlan panic = panic_plan();
  std::vector<Member> all = members(panic, now);
  StickyTokens known = tokens(all);
  ProxyConfig limits = config_.proxy;
  if (config_.balancer.mode == Mode::redirect) {
    limits.max_body_bytes = std::min(limits.max_body_bytes, kReadInVain);
  }
  PickRules rules = pick_rules(all);
  return std::make_shared<const Topology>(Topology{
      Pool{std::move(all), std::move(rules), cursor_}, std::move(limits), config_.balancer.mode,
      config_.log.access, config_.balancer.max_connections, config_.balancer.stats_path,
      retry_after_seconds(config_.health), config_.outlier.consecutive_failures, std::move(panic),
      config_.sticky, std::move(known), config_.balancer.hash_on});
}

// In steps of 5, so that the tables by weight stay short; never less than one step.
std::uint64_t Roster::percent_of(const Upstream& upstream, TimePoint now) const {
  const std::uint64_t slow =
      slow_start_percent(config_.health.slow_start, upstream.returned(), now);
  if (config_.balancer.load_feedback == LoadFeedback::off) return slow;
  return std::max<std::uint64_t>(5, (slow * upstream.load().percent() + 250) / 500 * 5);
}

std::string Roster::why_not_all(const Upstream& upstream, TimePoint now) const {
  std::string why;
  const unsigned slow = slow_start_percent(config_.health.slow_start, upstream.returned(), now);
  if (slow < 100) why = "slow start " + std::to_string(slow) + " %";
  if (config_.balancer.load_feedback != LoadFeedback::off && upstream.load().percent() < 100) {
    why += (why.empty() ? "" : ", ") + std::string{"load feedback "} +
           std::to_string(upstream.load().percent()) + " % (" + upstream.load().why() + ")";
  }
  return why;
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
