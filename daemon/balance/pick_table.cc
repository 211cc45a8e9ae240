#include "balance/pick_table.h"

#include <deque>
#include <map>
#include <numeric>

namespace rrlb {
namespace {

struct Visited {
  std::uint32_t position;
  std::int64_t visits;
};

// Upstreams of one weight. Among them the least visited has the most to its credit, and the first
// in the list wins a tie, so that they simply take turns: only the front of each line needs a look.
struct Line {
  std::int64_t weight;
  std::deque<Visited> waiting;

  // What nginx calls the current weight, after `step` gains and the visits paid for.
  std::int64_t credit(std::int64_t step, std::int64_t total) const {
    return weight * step - waiting.front().visits * total;
  }
};

std::vector<Line> lines_of(const std::vector<std::uint64_t>& weights, std::uint64_t divisor) {
  std::map<std::uint64_t, Line> by_weight;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::uint64_t weight = weights[i] / divisor;
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
  std::uint64_t divisor = 0;
  for (const std::uint64_t weight : weights) divisor = std::gcd(divisor, weight);
  if (divisor == 0) return {};
  std::vector<Line> lines = lines_of(weights, divisor);
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
