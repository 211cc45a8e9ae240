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

Config settings_of(const Config& config) {
  Config settings;
  settings.balancer = config.balancer;
  settings.health = config.health;
  settings.outlier = config.outlier;
  settings.sticky = config.sticky;
  settings.proxy = config.proxy;
  settings.log = config.log;
  return settings;
}

}  // namespace

void Roster::apply(const Config& config, Moment now, const TokenOf& token_of) {
  const HealthRules rules{config.health.rise, config.health.fall};
  std::vector<Entry> entries;
  std::unordered_map<std::string, std::size_t> positions;
  entries.reserve(config.backends.size());
  for (const BackendConfig& backend : config.backends) {
    Entry& entry = entries.emplace_back(entry_for(backend, now.wall));
    entry.upstream->set_rules(rules);
    entry.upstream->want(backend.state, now);
    if (token_of) {
      entry.member.sticky_token = token_of(backend.name);
      entry.member.set_cookie = set_cookie_value(config.sticky, entry.member.sticky_token);
    }
    positions.emplace(backend.name, entries.size() - 1);
  }
  entries_ = std::move(entries);
  positions_ = std::move(positions);
  probed_ = 0;
  settings_ = settings_of(config);
}

Roster::Entry Roster::entry_for(const BackendConfig& backend, WallTime now) const {
  const Entry* known = find(backend.name);
  const bool same = known != nullptr && known->upstream->url() == backend.url;
  Member member;
  member.upstream = same
                        ? known->upstream
                        : std::make_shared<Upstream>(backend.name, backend.url, HealthRules{}, now);
  member.weight = backend.weight;
  member.max_in_flight = backend.max_connections;
  member.authority = backend.url.authority();
  member.location = backend.public_url.value_or(backend.url).text();
  return {backend, member.upstream, member};
}

const Roster::Entry* Roster::find(const std::string& name) const {
  const auto known = positions_.find(name);
  return known == positions_.end() ? nullptr : &entries_[known->second];
}

std::vector<Member> Roster::members(const PanicPlan& panic, TimePoint now) const {
  std::vector<Member> members;
  members.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    Member& member = members.emplace_back(entry.member);
    member.ip = entry.upstream->facts().ip;
    member.percent = percent_of(*entry.upstream, now);
  }
  for (const std::size_t position : panic.besides) members[position].in_panic = true;
  return members;
}

StickyTokens Roster::tokens() const {
  std::vector<std::string> tokens;
  for (const Entry& entry : entries_) {
    if (entry.member.sticky_token.empty()) return {};
    tokens.push_back(entry.member.sticky_token);
  }
  return StickyTokens{tokens};
}

PanicPlan Roster::panic_plan() const {
  std::vector<PanicFacts> facts;
  facts.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    const Upstream& upstream = *entry.upstream;
    facts.push_back({upstream.wanted() == Wanted::enabled, upstream.health(),
                     upstream.outlier().ejected(), upstream.facts().connected});
  }
  return plan_for_panic(panic_threshold_percent(), facts);
}

std::shared_ptr<const Topology> Roster::topology(TimePoint now) const {
  PanicPlan panic = panic_plan();
  std::vector<Member> all = members(panic, now);
  StickyTokens known = tokens();
  ProxyConfig limits = settings_.proxy;
  if (settings_.balancer.mode == Mode::redirect) {
    limits.max_body_bytes = std::min(limits.max_body_bytes, kReadInVain);
  }
  PickRules rules = pick_rules(all);
  return std::make_shared<const Topology>(Topology{
      Pool{std::move(all), std::move(rules), cursor_}, std::move(limits), settings_.balancer.mode,
      settings_.log.access, settings_.balancer.max_connections, settings_.balancer.stats_path,
      retry_after_seconds(settings_.health), settings_.outlier.consecutive_failures,
      std::move(panic), settings_.sticky, std::move(known), settings_.balancer.hash_on});
}

// In steps of 5, so that the tables by weight stay short; never less than one step.
std::uint64_t Roster::percent_of(const Upstream& upstream, TimePoint now) const {
  const std::uint64_t slow =
      slow_start_percent(settings_.health.slow_start, upstream.returned(), now);
  if (settings_.balancer.load_feedback == LoadFeedback::off) return slow;
  return std::max<std::uint64_t>(5, (slow * upstream.load().percent() + 250) / 500 * 5);
}

std::string Roster::why_not_all(const Upstream& upstream, TimePoint now) const {
  std::string why;
  const unsigned slow = slow_start_percent(settings_.health.slow_start, upstream.returned(), now);
  if (slow < 100) why = "slow start " + std::to_string(slow) + " %";
  if (settings_.balancer.load_feedback != LoadFeedback::off && upstream.load().percent() < 100) {
    why += (why.empty() ? "" : ", ") + std::string{"load feedback "} +
           std::to_string(upstream.load().percent()) + " % (" + upstream.load().why() + ")";
  }
  return why;
}

PickRules Roster::pick_rules(const std::vector<Member>& members) const {
  const BalancerConfig& config = settings_.balancer;
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
      std::count_if(entries_.begin(), entries_.end(),
                    [](const Entry& entry) { return entry.upstream->eligible(); }));
}

// Asked after each probe at a start, and so it goes on where it was: what was probed stays so until
// apply().
bool Roster::all_probed() {
  while (probed_ < entries_.size() && entries_[probed_].upstream->probed()) ++probed_;
  return probed_ == entries_.size();
}

}  // namespace rrlb
