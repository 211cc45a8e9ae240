#include "tests/daemon/balance/simulation.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>

#include "daemon/balance/fitness/load_feedback.h"
#include "daemon/balance/pick/pick_table.h"

namespace rrlb::simulation {
namespace {

const TimePoint kStart{std::chrono::hours{5}};

// Not a distribution of the standard library, because these differ between implementations.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}

  std::uint64_t number() { return engine_(); }
  double exponential(double mean) {
    const double uniform = static_cast<double>(engine_() >> 11U) * 0x1.0p-53;
    return -mean * std::log1p(-uniform);
  }

 private:
  std::mt19937_64 engine_;
};

// Times are in seconds from the start of the run.
struct Server {
  struct Job {
    double came;
    double ends;
  };

  double speed = 1;
  double free_at = 0;
  double given = 0;  // seconds of work so far
  double given_before_report = 0;
  double response = 0;  // smoothed
  std::deque<Job> jobs;
  LoadState state;
  BackendFigures figures;

  double worked(double now) const { return given - std::max(0.0, free_at - now); }

  // Returns the time at which the work is done.
  double take(double now, double work) {
    const double begins = std::max(now, free_at);
    given += work / speed;
    free_at = begins + work / speed;
    jobs.push_back({now, free_at});
    return free_at;
  }

  void finish_jobs(double now) {
    while (!jobs.empty() && jobs.front().ends <= now) {
      const double took = jobs.front().ends - jobs.front().came;
      response = response == 0 ? took : 0.9 * response + 0.1 * took;
      jobs.pop_front();
    }
  }
};

class Run {
 public:
  Run(const Spec& spec, const Pick& pick) : spec_{spec}, pick_{pick}, dice_{spec.seed} {
    for (const double speed : spec.speeds) {
      servers_.emplace_back();
      servers_.back().speed = speed;
      servers_.back().state.came(kStart);
    }
    length_ = static_cast<double>(spec.length.count());
    interval_ = std::chrono::duration<double>{spec.report_interval}.count();
  }

  Figures go() {
    double total = 0;
    for (const double speed : spec_.speeds) total += speed;
    const double between = spec_.work_seconds / (spec_.load * total);
    for (double now = dice_.exponential(between); now < length_;
         now += dice_.exponential(between)) {
      report_until(now);
      request(now);
    }
    return figures();
  }

 private:
  // Each backend reports at its own moment of the interval.
  void report_until(double now) {
    while (next_report_ <= now) {
      Server& server = servers_[reporter_];
      report(server, next_report_);
      reporter_ = (reporter_ + 1) % servers_.size();
      next_report_ += interval_ / static_cast<double>(servers_.size());
    }
  }

  void report(Server& server, double now) {
    const double worked = server.worked(now);
    const double busy = 100 * (worked - server.given_before_report) / interval_;
    server.given_before_report = worked;
    if (now < interval_) return;  // no whole interval has passed
    const bool counts = now >= length_ / 2;
    if (counts) server.figures.cpu += busy;
    if (counts) ++reports_;
    if (!spec_.feedback) return;
    const TimePoint when =
        kStart + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{now});
    server.state.report(busy, when);
    std::vector<LoadState*> states;
    for (Server& each : servers_) states.push_back(&each.state);
    feed_back(states, spec_.report_interval, when);
    if (counts) record_percents();
  }

  void record_percents() {
    for (Server& server : servers_) {
      BackendFigures& figures = server.figures;
      figures.least_percent = std::min(figures.least_percent, server.state.percent());
      figures.most_percent = std::max(figures.most_percent, server.state.percent());
    }
  }

  void request(double now) {
    View view;
    for (Server& server : servers_) {
      server.finish_jobs(now);
      view.in_flight.push_back(server.jobs.size());
      view.response_seconds.push_back(server.response);
      view.percent.push_back(server.state.percent());
    }
    view.random = dice_.number();
    Server& server = servers_[pick_(view)];
    const double done = server.take(now, dice_.exponential(spec_.work_seconds));
    if (now < length_ / 2) return;
    responses_ms_.push_back(1000 * (done - now));
    server.figures.share += 1;
  }

  double percentile(double share) {
    const auto at = static_cast<std::size_t>(share * static_cast<double>(responses_ms_.size() - 1));
    std::nth_element(responses_ms_.begin(), responses_ms_.begin() + static_cast<std::ptrdiff_t>(at),
                     responses_ms_.end());
    return responses_ms_[at];
  }

  Figures figures() {
    Figures figures{percentile(0.5), percentile(0.99), {}};
    const double reports = static_cast<double>(reports_) / static_cast<double>(servers_.size());
    for (Server& server : servers_) {
      server.figures.share /= static_cast<double>(responses_ms_.size());
      server.figures.cpu /= reports;
      if (!spec_.feedback) server.figures.most_percent = 100;
      figures.backends.push_back(server.figures);
    }
    return figures;
  }

  const Spec& spec_;
  const Pick& pick_;
  Dice dice_;
  double length_;
  double interval_;
  double next_report_ = 0;
  std::size_t reporter_ = 0;
  std::uint64_t reports_ = 0;
  std::deque<Server> servers_;
  std::vector<double> responses_ms_;
};

}  // namespace

Figures run(const Spec& spec, const Pick& pick) { return Run{spec, pick}.go(); }

Pick weighted_round_robin() {
  struct Turns {
    std::vector<unsigned> percent;
    PickTable table;
    std::size_t next = 0;
  };
  return [turns = std::make_shared<Turns>()](const View& view) -> std::size_t {
    if (turns->percent != view.percent) {
      turns->percent = view.percent;
      turns->table = smooth_weighted_round_robin({view.percent.begin(), view.percent.end()});
    }
    return turns->table[turns->next++ % turns->table.size()];
  };
}

Pick least_connections() {
  return [](const View& view) {
    const std::size_t number = view.in_flight.size();
    std::size_t best = view.random % number;
    for (std::size_t more = 1; more < number; ++more) {
      const std::size_t i = (view.random + more) % number;
      if ((view.in_flight[i] + 1) * view.percent[best] <
          (view.in_flight[best] + 1) * view.percent[i]) {
        best = i;
      }
    }
    return best;
  };
}

Pick power_of_two() {
  return [](const View& view) {
    const std::size_t number = view.in_flight.size();
    const std::size_t one = view.random % number;
    const std::size_t other = (one + 1 + (view.random >> 32U) % (number - 1)) % number;
    const auto cost = [&view](std::size_t which) {
      return view.response_seconds[which] * static_cast<double>(view.in_flight[which] + 1) /
             view.percent[which];
    };
    return cost(other) < cost(one) ? other : one;
  };
}

}  // namespace rrlb::simulation
