// Prints what a pick costs, in nanoseconds, by algorithm and number of backends (medians of several
// rounds), and what building a pool costs, in milliseconds. The control thread builds pools.
//
//   cmake --build build/release --target pick && taskset --cpu-list 1 build/release/bench/pick
//
// Backends have 0 to 7 exchanges in flight and weights from 1 to 4, and are scattered in memory.
// Each pick changes the counters of its backend, as an exchange does; the figures include that.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "daemon/balance/pools/pool.h"

namespace {

using namespace rrlb;
using Nanoseconds = std::chrono::duration<double, std::nano>;

constexpr int kRounds = 9;

struct Case {
  const char* name;
  PickRules rules;
};

std::vector<Member> backends(int count) {
  std::vector<Member> members;
  for (int i = 0; i < count; ++i) {
    const std::string name = "web" + std::to_string(i);
    auto upstream =
        std::make_shared<Upstream>(name, Url{false, name, 8080, ""}, HealthRules{2, 3}, WallTime{});
    upstream->record_probe({ProbeResult::passed, true, std::chrono::microseconds{500}, {}}, {});
    const std::uint64_t number = mixed(static_cast<std::uint64_t>(i));
    upstream->counters().in_flight = number % 8;
    upstream->counters().response_ewma_us = 500 + number % 1000;
    Member member;
    member.upstream = upstream;
    member.weight = 1 + number / 8 % 4;
    members.push_back(std::move(member));
  }
  return members;
}

std::uint64_t sum_of_loads(const Pool& pool) {
  std::uint64_t sum = 0;
  for (const Member& member : pool.members()) sum += member.upstream->counters().in_flight;
  return sum;
}

// Returns the nanoseconds of one pick.
double measure(const Pool& pool, int picks, std::uint64_t& random) {
  std::uint64_t load = sum_of_loads(pool);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < picks; ++i) {
    PickKey key;
    key.hash = mixed(random++);
    key.random = mixed(key.hash);
    key.load = load;
    UpstreamCounters& counters = pool.pick(key)->upstream->counters();
    counters.requests.fetch_add(1, std::memory_order_relaxed);
    if (i % 2 == 0) {
      counters.in_flight.fetch_add(1, std::memory_order_relaxed);
      ++load;
    } else if (counters.in_flight > 1) {
      counters.in_flight.fetch_sub(1, std::memory_order_relaxed);
      --load;
    }
  }
  return Nanoseconds{std::chrono::steady_clock::now() - begin}.count() / picks;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + kRounds / 2, values.end());
  return values[kRounds / 2];
}

void report(const Case& one) {
  std::printf("| %-31s |", one.name);
  for (const int count : {4, 100, 10'000}) {
    std::vector<Member> members = backends(count);
    const auto begin = std::chrono::steady_clock::now();
    const Pool pool{std::move(members), one.rules, std::make_shared<PickCursor>()};
    const Nanoseconds took = std::chrono::steady_clock::now() - begin;
    std::uint64_t random = 1;
    const int picks = std::max(1'000, static_cast<int>(20'000'000 / measure(pool, 1'000, random)));
    std::vector<double> rounds;
    for (int i = 0; i < kRounds; ++i) rounds.push_back(measure(pool, picks, random));
    std::printf(" %12.0f |", median(rounds));
    if (count == 10'000) std::printf(" %17.1f |\n", took.count() / 1e6);
  }
}

}  // namespace

int main() {
  const Case cases[] = {
      {"round_robin", {Algorithm::round_robin}},
      {"weighted_round_robin", {Algorithm::weighted_round_robin}},
      {"least_connections", {Algorithm::least_connections}},
      {"power_of_two", {Algorithm::power_of_two}},
      {"consistent_hash, no bound", {Algorithm::consistent_hash}},
      {"consistent_hash, bound of 125 %",
       {Algorithm::consistent_hash, LoadSource::in_flight, 125, nullptr}},
  };
  std::printf(
      "| ns a pick, by backends          |            4 |          100 |       10,000 | "
      "ms to build pool  |\n");
  std::printf(
      "| ------------------------------- | -----------: | -----------: | -----------: | "
      "----------------: |\n");
  for (const Case& one : cases) report(one);
}
