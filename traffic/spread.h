// Decides whether requests were spread over the backends as the balancer's algorithm promises.
//
// The promise of both round robins is exact: over N requests, of which each whole cycle (the sum of
// the weights over their greatest common divisor) gives every backend its weight, and the rest of a
// cycle at most its weight more. Equal weights: all counts equal within one.
//
// Counted is what the client saw: where it was sent. The balancer's own counts stand in where that
// cannot be matched to a backend, or where others sent requests meanwhile; in the latter case a
// count may be off by 1 %, since the figures before and after are no longer of one moment.
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
  std::vector<std::string> notes;               // what else one should know to believe it
  std::optional<std::uint64_t> other_requests;  // that the balancer got from others; if it says

  bool operator==(const Spread&) const = default;
};

// The balancer's figures before and after; absent when it gave none, and then `problem` says why.
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

// The host and port of a URL as a snapshot writes it; the text itself if it is no URL.
std::string authority_of(const std::string& url);

}  // namespace rrlb
