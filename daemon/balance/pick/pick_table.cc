#include "daemon/balance/pick/pick_table.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>

namespace rrlb {
namespace {

constexpr std::uint64_t kLongestTable = 1'000'000;
constexpr std::uint64_t kMostSteps = 32'000'000;  // takes about 0.1 s

struct Visited {
  std::uint32_t position;
  std::int64_t visits;
};

// Upstreams of equal weight. Among them the one with the fewest visits has the most credit, and the
// first in the list wins a tie, so they take turns: only the front of each line must be checked.
struct Line {
  std::int64_t weight;
  std::deque<Visited> waiting;

  // nginx calls it the current weight: the gains of `step` steps minus the visits paid for.
  std::int64_t credit(std::int64_t step, std::int64_t total) const {
    return weight * step - waiting.front().visits * total;
  }
};

std::vector<std::uint64_t> scaled_down(const std::vector<std::uint64_t>& weights, unsigned bits) {
  if (bits == 0) return weights;
  std::vector<std::uint64_t> scaled;
  scaled.reserve(weights.size());
  const std::uint64_t half = std::uint64_t{1} << (bits - 1);
  for (const std::uint64_t weight : weights) {
    scaled.push_back(std::max<std::uint64_t>(1, (weight + half) >> bits));
  }
  return scaled;
}

bool affordable(const std::vector<std::uint64_t>& weights) {
  const std::uint64_t length = std::accumulate(weights.begin(), weights.end(), std::uint64_t{0});
  const std::set<std::uint64_t> distinct{weights.begin(), weights.end()};
  if (distinct.size() == 1) return length == weights.size() || length <= kLongestTable;
  return length <= kLongestTable && length * distinct.size() <= kMostSteps;
}

// Divides by the common divisor, and makes the weights small enough.
std::vector<std::uint64_t> reduced(std::vector<std::uint64_t> weights) {
  std::uint64_t divisor = 0;
  for (const std::uint64_t weight : weights) divisor = std::gcd(divisor, weight);
  if (divisor == 0) return {};
  for (std::uint64_t& weight : weights) weight /= divisor;
  unsigned bits = 0;
  while (!affordable(scaled_down(weights, bits))) ++bits;
  return scaled_down(weights, bits);
}

std::vector<Line> lines_of(const std::vector<std::uint64_t>& weights) {
  std::map<std::uint64_t, Line> by_weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::uint64_t weight = weights[i];
    Line& line = by_weight[weight];
    line.weight = static_cast<std::int64_t>(weight);
    line.waiting.push_back({static_cast<std::uint32_t>(i), 0});
  }
  std::vector<Line> lines;
  for (auto& [weight, line] : by_weight) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

PickTable round_robin(std::size_t upstreams) {
  PickTable table(upstreams);
  std::iota(table.begin(), table.end(), 0U);
  return table;
}

PickTable smooth_weighted_round_robin(const std::vector<std::uint64_t>& weights) {
  std::vector<Line> lines = lines_of(reduced(weights));
  std::int64_t total = 0;
  for (const Line& line : lines) {
    total += line.weight * static_cast<std::int64_t>(line.waiting.size());
  }
  PickTable table;
  table.reserve(static_cast<std::size_t>(total));
  for (std::int64_t step = 1; step <= total; ++step) {
    Line* best = nullptr;
    for (Line& line : lines) {
      if (best == nullptr) {
        best = &line;
        continue;
      }
      const std::int64_t more = line.credit(step, total) - best->credit(step, total);
      const bool earlier = line.waiting.front().position < best->waiting.front().position;
      if (more > 0 || (more == 0 && earlier)) best = &line;
    }
    Visited visited = best->waiting.front();
    best->waiting.pop_front();
    table.push_back(visited.position);
    ++visited.visits;
    best->waiting.push_back(visited);
  }
  return table;
}

}  // namespace rrlb
