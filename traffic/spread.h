// Decides whether the requests were distributed over the backends as the balancer's algorithm
// promises.
//
// Both round robins promise exact counts. The weights are divided by their greatest common divisor;
// a cycle has as many requests as their sum. Each whole cycle gives every backend as many requests
// as its weight, and the incomplete last cycle at most as many again. So with equal weights all
// counts differ by one at most.
//
// The counts are those that the client saw: the servers to which it was redirected. The balancer's
// own counts are used if a server cannot be matched to a backend, or if other clients sent requests
// during the run. In the latter case a count may be off by 1 %, because the statistics before and
// after are not taken at exactly the moments when the run begins and ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/contract/snapshot_json.h"
#include "traffic/tally.h"

namespace rrlb {

enum class Verdict { as_promised, broken, unknown };
std::string_view to_string(Verdict verdict);

struct Spread {
  Verdict verdict = Verdict::unknown;
  std::string text;                             // one sentence
  std::vector<std::string> notes;               // how the verdict was reached
  std::optional<std::uint64_t> other_requests;  // of other clients, if known

  bool operator==(const Spread&) const = default;
};

// The balancer's statistics before and after the run. If one is absent, `problem` says why.
struct StatsPair {
  std::optional<Snapshot> before;
  std::optional<Snapshot> after;
  std::string problem;
};

Spread judge_spread(const Tally& tally, const StatsPair& stats);

// The fewest and the most requests that a round robin may give to a backend of this weight.
struct Range {
  std::uint64_t least = 0;
  std::uint64_t most = 0;

  bool operator==(const Range&) const = default;
};
Range promised(std::uint64_t requests, std::uint64_t weight,
               const std::vector<std::uint64_t>& all_weights);

// The host and port of a URL as a snapshot writes them; the text itself if it is not a URL.
std::string authority_of(const std::string& url);

}  // namespace rrlb
