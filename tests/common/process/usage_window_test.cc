#include "common/process/usage_window.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;

const TimePoint kStart{1000s};

// The usage of a process with this `id` since its start.
Usage process(std::uint64_t id, Milliseconds cpu, Milliseconds age) {
  return {{{id, cpu, age}}, cpu, age, 0};
}

Usage together(const std::vector<Usage>& processes) {
  Usage sum;
  for (const Usage& one : processes) {
    sum.counters.push_back(one.counters.front());
    sum.lifetime_cpu += one.lifetime_cpu;
    sum.age = std::max(sum.age, one.age);
  }
  return sum;
}

double percent(UsageWindow& window, const Usage& usage, TimePoint now) {
  const auto figures = window.take(usage, now);
  EXPECT_TRUE(figures.has_value());
  return figures ? figures->cpu_percent : -1;
}

TEST(UsageWindow, FirstReadingIsTheAverageSinceTheStart) {
  UsageWindow window;
  EXPECT_DOUBLE_EQ(percent(window, process(1, 5s, 20s), kStart), 25.0);
}

TEST(UsageWindow, FurtherReadingsCoverTheTimeSinceTheLast) {
  UsageWindow window;
  window.take(process(1, 5s, 20s), kStart);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 7s, 24s), kStart + 4s), 50.0);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 7s, 26s), kStart + 6s), 0.0);
}

TEST(UsageWindow, SeveralCoresAreMoreThanOneHundred) {
  UsageWindow window;
  window.take(process(1, 0s, 1s), kStart);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 5s, 3s), kStart + 2s), 250.0);
}

TEST(UsageWindow, NextReadingIsDueAfterHalfASecond) {
  UsageWindow window;
  EXPECT_TRUE(window.due(kStart));
  window.take(process(1, 5s, 20s), kStart);
  EXPECT_FALSE(window.due(kStart));
  EXPECT_FALSE(window.due(kStart + 499ms));
  EXPECT_TRUE(window.due(kStart + 500ms));
  EXPECT_DOUBLE_EQ(window.last()->cpu_percent, 25.0);
}

TEST(UsageWindow, MissingProcessStaysMissingUntilTheNextReadingIsDue) {
  UsageWindow window;
  EXPECT_EQ(window.take(std::nullopt, kStart), std::nullopt);
  EXPECT_FALSE(window.due(kStart + 499ms));
  EXPECT_EQ(window.last(), std::nullopt);
}

TEST(UsageWindow, ProcessWithoutAnAgeHasNoShareYet) {
  UsageWindow window;
  EXPECT_DOUBLE_EQ(percent(window, process(1, 10ms, 0ms), kStart), 0.0);
}

TEST(UsageWindow, RestartBeginsANewWindow) {
  UsageWindow window;
  window.take(process(1, 900s, 1000s), kStart);
  EXPECT_DOUBLE_EQ(percent(window, process(2, 1s, 4s), kStart + 10s), 25.0);
}

TEST(UsageWindow, MissingProcessBeginsANewWindow) {
  UsageWindow window;
  window.take(process(1, 900s, 1000s), kStart);
  EXPECT_EQ(window.take(std::nullopt, kStart + 1s), std::nullopt);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 901s, 1002s), kStart + 2s), 100 * 901.0 / 1002.0);
}

TEST(UsageWindow, CounterThatWentBackIsNeverNegative) {
  UsageWindow window;
  window.take(process(1, 10s, 20s), kStart);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 9s, 21s), kStart + 1s), 0.0);
}

TEST(UsageWindow, ProcessThatEndedIsNotSubtracted) {
  UsageWindow window;
  window.take(together({process(1, 10s, 20s), process(2, 500s, 20s)}), kStart);
  EXPECT_DOUBLE_EQ(percent(window, process(1, 11s, 22s), kStart + 2s), 50.0);
}

TEST(UsageWindow, ProcessBornWithinTheWindowCountsWhole) {
  UsageWindow window;
  window.take(process(1, 10s, 20s), kStart);
  const Usage usage = together({process(1, 10s, 22s), process(2, 1s, 2s)});
  EXPECT_DOUBLE_EQ(percent(window, usage, kStart + 2s), 50.0);
}

TEST(UsageWindow, OlderProcessThatJoinsCountsFromNowOn) {
  UsageWindow window;
  window.take(process(1, 10s, 20s), kStart);
  const Usage joined = together({process(1, 11s, 22s), process(2, 800s, 900s)});
  EXPECT_DOUBLE_EQ(percent(window, joined, kStart + 2s), 50.0);
  const Usage later = together({process(1, 11s, 24s), process(2, 801s, 902s)});
  EXPECT_DOUBLE_EQ(percent(window, later, kStart + 4s), 50.0);
}

// A cgroup's counter may be much older than the processes in it.
TEST(UsageWindow, AverageOverTheLifeIgnoresAnOlderCounter) {
  UsageWindow window;
  Usage cgroup = process(7, 5000s, 2s);
  cgroup.lifetime_cpu = 1s;
  EXPECT_DOUBLE_EQ(percent(window, cgroup, kStart), 50.0);
  cgroup.counters[0].cpu += 3s;
  EXPECT_DOUBLE_EQ(percent(window, cgroup, kStart + 3s), 100.0);
}

TEST(UsageWindow, HasMemoryAndUptimeInTheirUnits) {
  UsageWindow window;
  const auto figures = window.take(Usage{{}, 0s, 3723'900ms, 3 << 19}, kStart);
  EXPECT_EQ(figures, (ProcessFigures{0, 1.5, 3723s}));
}

}  // namespace
}  // namespace rrlb
