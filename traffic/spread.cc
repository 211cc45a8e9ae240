#include "traffic/spread.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>

#include "common/base/url.h"

namespace rrlb {
namespace {

// A backend that should have received requests.
struct Share {
  std::string name;
  std::uint64_t weight = 1;
  std::uint64_t count = 0;
};

std::string plural(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string called(const BackendSnapshot& backend) { return "backend \"" + backend.name + "\""; }

std::vector<std::uint64_t> weights_of(const std::vector<Share>& shares) {
  std::vector<std::uint64_t> weights;
  for (const Share& share : shares) weights.push_back(share.weight);
  return weights;
}

std::string text_of(const Range& range) {
  if (range.least == range.most) return std::to_string(range.least);
  return std::to_string(range.least) + " to " + std::to_string(range.most);
}

std::string promise_kept(const std::vector<Share>& shares, const std::string& unit) {
  const auto [least, most] = std::minmax_element(
      shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.count < b.count; });
  const std::vector<std::uint64_t> weights = weights_of(shares);
  const bool equal = std::all_of(weights.begin(), weights.end(),
                                 [&](std::uint64_t weight) { return weight == weights.front(); });
  if (equal) {
    return text_of({least->count, most->count}) + " requests for each of " +
           plural(shares.size(), unit);
  }
  std::string list;
  for (const std::uint64_t weight : weights) {
    list += (list.empty() ? "" : ":") + std::to_string(weight);
  }
  constexpr std::size_t kShown = 60;
  return "in proportion to the weights" + (list.size() <= kShown ? " " + list : "") + " of " +
         plural(shares.size(), unit);
}

// Compares the counts with the weights. `what` describes a good result, such as "even". A count may
// be off by one part in `tolerance`, 0 allows no deviation.
Spread judge_shares(const std::vector<Share>& shares, const std::string& what,
                    const std::string& unit, std::uint64_t tolerance) {
  const std::vector<std::uint64_t> weights = weights_of(shares);
  std::uint64_t total = 0;
  for (const Share& share : shares) total += share.count;
  std::string offenders;
  constexpr int kShown = 5;
  int found = 0;
  for (const Share& share : shares) {
    const Range range = promised(total, share.weight, weights);
    const std::uint64_t slack =
        tolerance == 0 ? 0 : std::max<std::uint64_t>(2, range.most / tolerance);
    if (share.count + slack >= range.least && share.count <= range.most + slack) continue;
    if (++found > kShown) continue;
    offenders += (offenders.empty() ? "" : ", ") + share.name + " got " +
                 std::to_string(share.count) + " requests, expected " + text_of(range);
  }
  if (found > kShown) offenders += ", and " + std::to_string(found - kShown) + " more";
  if (found == 0) return {Verdict::as_promised, what + ": " + promise_kept(shares, unit), {}, {}};
  return {Verdict::broken, "not " + what + ": " + offenders, {}, {}};
}

Spread judge_without_stats(const Tally& tally, const std::string& problem) {
  std::vector<Share> shares;
  for (const ServerTally& server : tally.servers()) {
    const bool refused_by_first = !server.redirected && server.failures == server.requests;
    if (!refused_by_first) shares.push_back({server.server, 1, server.requests});
  }
  if (shares.empty()) return {Verdict::unknown, "no request reached a backend", {}, {}};
  Spread spread = judge_shares(shares, "even", "server", 0);
  spread.notes.push_back("no statistics of the balancer (" + problem +
                         "), so the weights are unknown: judged by equal shares");
  return spread;
}

// Describes a change between two snapshots after which no shares can be expected; "" if there is
// none.
std::string change_between(const Snapshot& before, const Snapshot& after) {
  if (after.balancer.requests < before.balancer.requests ||
      after.balancer.uptime_seconds < before.balancer.uptime_seconds) {
    return "the balancer was restarted during the run";
  }
  if (after.balancer.algorithm != before.balancer.algorithm) {
    return "the balancer's algorithm was changed during the run";
  }
  std::map<std::string, const BackendSnapshot*> earlier;
  for (const BackendSnapshot& backend : before.backends) earlier[backend.name] = &backend;
  for (const BackendSnapshot& now : after.backends) {
    const auto found = earlier.find(now.name);
    if (found == earlier.end()) return called(now) + " was added during the run";
    const BackendSnapshot& then = *found->second;
    earlier.erase(found);
    if (now.status != then.status) {
      return called(now) + " went " + std::string{to_string(then.status)} + " -> " +
             std::string{to_string(now.status)} + " during the run";
    }
    if (now.since != then.since) return called(now) + " changed its state during the run";
    if (now.weight != then.weight || now.url != then.url) {
      return called(now) + " was reconfigured during the run";
    }
  }
  if (!earlier.empty()) return called(*earlier.begin()->second) + " was removed during the run";
  return {};
}

// The number of requests of each backend, by name.
using Counts = std::map<std::string, std::uint64_t>;

// The counts as the client saw them. Returns nothing if a server does not match exactly one
// backend.
std::optional<Counts> counts_seen(const Tally& tally, const Snapshot& snapshot) {
  std::map<std::string, std::string> names;  // by host and port; "" for more than one
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto [found, added] = names.emplace(authority_of(backend.url), backend.name);
    if (!added) found->second.clear();
  }
  Counts counts;
  for (const ServerTally& server : tally.servers()) {
    if (!server.redirected && server.failures == server.requests) continue;
    const auto found = names.find(server.server);
    if (!server.redirected || found == names.end() || found->second.empty()) return std::nullopt;
    counts[found->second] += server.requests;
  }
  return counts;
}

Counts counts_of_balancer(const Snapshot& before, const Snapshot& after) {
  Counts counts;
  for (const BackendSnapshot& backend : before.backends) counts[backend.name] = backend.requests;
  for (const BackendSnapshot& backend : after.backends) {
    std::uint64_t& count = counts[backend.name];
    count = backend.requests - std::min(count, backend.requests);
  }
  return counts;
}

// Judges the counts of the backends that are UP. Other backends must not have any requests.
Spread judge_counts(const Counts& counts, const Snapshot& snapshot, std::uint64_t tolerance) {
  const bool weighted = snapshot.balancer.algorithm == "weighted_round_robin";
  std::vector<Share> shares;
  for (const BackendSnapshot& backend : snapshot.backends) {
    const auto found = counts.find(backend.name);
    const std::uint64_t count = found == counts.end() ? 0 : found->second;
    if (backend.status == Status::up) {
      const auto weight = static_cast<std::uint64_t>(std::max(1, backend.weight));
      shares.push_back({called(backend), weighted ? weight : 1, count});
    } else if (count != 0) {
      return {Verdict::broken,
              called(backend) + " is " + std::string{to_string(backend.status)} + " and got " +
                  plural(count, "request"),
              {},
              {}};
    }
  }
  if (shares.empty()) return {Verdict::unknown, "no backend is UP", {}, {}};
  return judge_shares(shares, "as " + snapshot.balancer.algorithm + " promises", "backend",
                      tolerance);
}

Spread judge_with_stats(const Tally& tally, const Snapshot& before, const Snapshot& after) {
  const std::string change = change_between(before, after);
  if (!change.empty()) return {Verdict::unknown, "cannot tell: " + change, {}, {}};
  const std::uint64_t counted = after.balancer.requests - before.balancer.requests;
  if (counted < tally.first_answered()) {
    return {Verdict::broken,
            "the balancer counted " + plural(counted, "request") + ", but answered " +
                std::to_string(tally.first_answered()),
            {},
            {}};
  }
  // The balancer may have counted requests that got no answer; they are not requests of others.
  const std::uint64_t others = counted - std::min(counted, tally.requests());
  const std::string& algorithm = after.balancer.algorithm;
  if (algorithm != "round_robin" && algorithm != "weighted_round_robin") {
    return {Verdict::as_promised, algorithm + " promises no exact shares", {}, others};
  }
  const bool all_ours = counted == tally.first_answered();
  const std::optional<Counts> seen = all_ours ? counts_seen(tally, after) : std::nullopt;
  Spread spread =
      judge_counts(seen ? *seen : counts_of_balancer(before, after), after, others == 0 ? 0 : 100);
  spread.other_requests = others;
  if (others != 0) {
    spread.notes.push_back("the balancer got " + plural(others, "request") +
                           " from other clients: judged by its own counts, to 1 %");
  } else if (!seen) {
    spread.notes.push_back("judged by the balancer's own counts");
  }
  return spread;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  static constexpr std::array<std::string_view, 3> kWords{"as_promised", "broken", "unknown"};
  return kWords[static_cast<std::size_t>(verdict)];
}

Range promised(std::uint64_t requests, std::uint64_t weight,
               const std::vector<std::uint64_t>& all_weights) {
  std::uint64_t divisor = 0;
  std::uint64_t sum = 0;
  for (const std::uint64_t each : all_weights) {
    divisor = std::gcd(divisor, each);
    sum += each;
  }
  if (divisor == 0) return {};  // all weights are 0
  const std::uint64_t cycle = sum / divisor;
  const std::uint64_t visits = weight / divisor;
  const std::uint64_t whole = requests / cycle * visits;
  return {whole, whole + std::min(visits, requests % cycle)};
}

std::string authority_of(const std::string& url) {
  const auto parsed = parse_url(url);
  return parsed ? parsed->authority() : url;
}

Spread judge_spread(const Tally& tally, const StatsPair& stats) {
  if (!stats.before || !stats.after) return judge_without_stats(tally, stats.problem);
  return judge_with_stats(tally, *stats.before, *stats.after);
}

}  // namespace rrlb
