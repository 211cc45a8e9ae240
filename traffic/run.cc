#include "traffic/run.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>

#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "common/program/terminal.h"
#include "traffic/generator.h"
#include "traffic/json_report.h"
#include "traffic/progress.h"
#include "traffic/result.h"
#include "traffic/stats_reading.h"
#include "traffic/table_report.h"

namespace rrlb {
namespace {

// Sends the traffic, and shows the progress.
class Run {
 public:
  Run(EventLoop& loop, Resolver& resolver, Result& result)
      : loop_{loop},
        result_{result},
        generator_{loop, resolver, result.options,
                   [this](std::uint64_t number, const Outcome& outcome) { take(number, outcome); },
                   [this] { loop_.stop(); }} {}

  // Sends all requests. Returns false if standard output was closed.
  bool send_all() {
    const SignalWatch on_interrupt{loop_, SIGINT, [this] { interrupt(); }};
    const SignalWatch on_terminate{loop_, SIGTERM, [this] { interrupt(); }};
    std::optional<ProgressBar> bar;
    if (!result_.options.verbose && draws_on_terminal(STDERR_FILENO)) {
      bar.emplace(loop_, [this] { return progress(); });
    }
    generator_.start();
    loop_.run();
    result_.duration = elapsed();
    return !reader_gone_;
  }

 private:
  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
  }

  void interrupt() {
    result_.interrupted = true;
    loop_.stop();
  }

  void take(std::uint64_t number, const Outcome& outcome) {
    result_.tally.record(outcome);
    if (!result_.options.verbose) return;
    // With --json, standard output is for the JSON only.
    std::ostream& out = result_.options.json ? std::cerr : std::cout;
    out << verbose_line(number, outcome) << "\n" << std::flush;
    if (out) return;
    reader_gone_ = true;
    loop_.stop();
  }

  Progress progress() {
    result_.duration = elapsed();
    return {result_.tally.requests(),      result_.options.total(), result_.tally.failures(),
            result_.requests_per_second(), generator_.round(),      result_.options.rounds};
  }

  EventLoop& loop_;
  Result& result_;
  const TimePoint started_ = Clock::now();
  bool reader_gone_ = false;
  Generator generator_;
};

// Reads the statistics again after the traffic, and judges the spread.
Spread judge(EventLoop& loop, Resolver& resolver, Result& result) {
  if (result.interrupted) return {Verdict::unknown, "cannot tell: interrupted", {}, {}};
  if (result.stats.before) {
    StatsReading after = read_stats(loop, resolver, result.options);
    result.stats.after = std::move(after.snapshot);
    result.stats.problem = std::move(after.problem);
  }
  return judge_spread(result.tally, result.stats);
}

}  // namespace

int run_traffic(const TrafficOptions& options) {
  ignore_broken_pipes();
  EventLoop loop;
  Resolver resolver{loop};
  StatsReading before = read_stats(loop, resolver, options);
  if (before.unreachable) {
    std::cerr << "rrlb-traffic: " << options.target.server.text() << ": " << before.problem
              << " (is the balancer running there?)\n";
    return exit_code::kFailed;
  }
  Result result{options, {}, {std::move(before.snapshot), {}, std::move(before.problem)}, {}, {}};
  {
    Run run{loop, resolver, result};
    if (!run.send_all()) return exit_code::kFailed;
  }
  result.spread = judge(loop, resolver, result);
  errno = 0;
  std::cout << (options.json ? json_report(result)
                             : table_report(result, colours_on_terminal(STDOUT_FILENO)))
            << std::flush;
  if (std::cout) return result.good() ? exit_code::kDone : exit_code::kFailed;
  // EPIPE: the reader of the output has left and needs no message.
  if (errno != EPIPE) std::cerr << "rrlb-traffic: output: " << std::strerror(errno) << "\n";
  return exit_code::kFailed;
}

}  // namespace rrlb
