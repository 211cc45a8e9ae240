// Fills a history file as if the dashboard had run: fill_history FILE PREFIX BACKENDS DAYS.
// The backends are PREFIX1 at port 5001 and so on. The last day has a snapshot every 2 s, the time
// before it one every minute. Every few hours one backend is down for some minutes.
//
//   cmake --build build/release --target fill_history
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "dashboard/history/store.h"

namespace rrlb {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr seconds kOutageEvery{5 * 3600};
constexpr seconds kOutageLasts{200};
constexpr double kMeanRate = 90;  // requests/s of each backend

double seconds_of(WallTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

bool is_down(WallTime time, std::size_t backend) {
  const auto since = std::chrono::duration_cast<seconds>(time.time_since_epoch()) +
                     std::chrono::seconds{3'001} * static_cast<long>(backend);
  return since % kOutageEvery < kOutageLasts && (since / kOutageEvery) % 3 == 0;
}

Figures figures(WallTime time, std::size_t backend) {
  const double t = seconds_of(time);
  const double k = static_cast<double>(backend);
  const double of_day = 1 + 0.5 * std::sin(t / 86'400 * 2 * M_PI - 2);
  const double rough = 0.1 * std::sin(t / 97 + k) + 0.06 * std::sin(t / 7.3 + 3 * k);
  const double rate = kMeanRate * (of_day + rough);
  if (is_down(time, backend)) return {0, 0, 0, {}, {}, {}, 0};
  return {rate, 100, 0, 1.5 + rate / 90, rate / 4, 48 + k, std::floor(rate / 30)};
}

class Past {
 public:
  Past(HistoryStore& store, std::string prefix, std::size_t backends)
      : store_{store}, prefix_{std::move(prefix)}, requests_(backends), down_(backends) {}

  std::string add(WallTime time, seconds step) {
    std::vector<HistoryPoint> points;
    std::vector<HistoryEvent> events;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      const Figures all = figures(time, i);
      const bool down = all[1] == 0.0;
      requests_[i] += static_cast<std::uint64_t>(*all[0] * static_cast<double>(step.count()));
      points.push_back(
          {name(i), url(i), down ? Status::down : Status::up, requests_[i], 3'600, all});
      if (down != down_[i]) events.push_back(change(time, i, down));
      down_[i] = down;
    }
    const std::string problem = store_.record(time, points);
    return problem.empty() && !events.empty() ? store_.record(events) : problem;
  }

 private:
  std::string name(std::size_t i) const { return prefix_ + std::to_string(i + 1); }
  static std::string url(std::size_t i) { return "http://127.0.0.1:" + std::to_string(5'001 + i); }

  HistoryEvent change(WallTime time, std::size_t i, bool down) const {
    const std::string why = down ? ": UP -> DOWN after 3 failed probes: connection refused"
                                 : ": DOWN -> UP after 2 passed probes";
    return {time,
            "http://127.0.0.1:5000",
            name(i),
            "state",
            down ? "warning" : "info",
            down ? "DOWN" : "UP",
            "backend \"" + name(i) + "\"" + why};
  }

  HistoryStore& store_;
  std::string prefix_;
  std::vector<std::uint64_t> requests_;
  std::vector<bool> down_;
};

std::string fill(HistoryStore& store, const std::string& prefix, std::size_t backends, int days) {
  Past past{store, prefix, backends};
  const WallTime now = std::chrono::time_point_cast<seconds>(std::chrono::system_clock::now());
  const WallTime fine = now - hours{24};
  std::string problem;
  WallTime time = now - hours{24} * days;
  for (; time < fine && problem.empty(); time += minutes{1}) problem = past.add(time, minutes{1});
  for (; time < now && problem.empty(); time += seconds{2}) problem = past.add(time, seconds{2});
  return problem;
}

}  // namespace
}  // namespace rrlb

int main(int count, char** words) {
  if (count != 5) {
    std::fputs("usage: fill_history FILE PREFIX BACKENDS DAYS\n", stderr);
    return 2;
  }
  rrlb::HistoryStore store;
  std::string problem = store.open(words[1], {});
  if (problem.empty()) {
    problem = rrlb::fill(store, words[2], std::strtoul(words[3], nullptr, 10), std::atoi(words[4]));
  }
  if (problem.empty()) return 0;
  std::fprintf(stderr, "fill_history: %s\n", problem.c_str());
  return 1;
}
