#include "dashboard/history/history.h"

#include <utility>

namespace rrlb {
namespace {

constexpr std::size_t kLongestQueue = 256;
constexpr std::size_t kMostQueries = 16;  // waiting, so that there is room for writes
constexpr std::chrono::seconds kRetryOpening{5};
constexpr const char* kTooSlow = "the disk is too slow";
constexpr const char* kTooMany = "too many requests at once";

}  // namespace

History::History(EventLoop& loop, std::string path, const HistoryLimits& limits,
                 std::function<void()> on_change)
    : path_{std::move(path)},
      limits_{limits},
      on_change_{std::move(on_change)},
      thread_{loop, kLongestQueue, SideThread::AtEnd::finish_queued_jobs} {
  problem_ = store_.open(path_, limits_);
  opened_at_ = Clock::now();
  colors_ = store_.colors();
  if (!problem_.empty()) state_ = {true, problem_, std::chrono::system_clock::now()};
}

std::string History::open_again() {
  if (store_.is_open()) return {};
  const TimePoint now = Clock::now();
  if (now - opened_at_ < kRetryOpening) return problem_;
  opened_at_ = now;
  return store_.open(path_, limits_);
}

void History::write(std::function<std::string()> what) {
  const bool added = thread_.run([this, what = std::move(what)]() -> EventLoop::Task {
    const std::string closed = open_again();
    problem_ = closed.empty() ? what() : closed;
    return [this, problem = problem_] { become(problem); };
  });
  if (!added) become(kTooSlow);
}

void History::become(const std::string& problem) {
  if (state_.paused == !problem.empty() && state_.why == problem) return;
  const bool changed = state_.paused == problem.empty();
  if (changed) state_.since = std::chrono::system_clock::now();
  if (problem.empty()) state_.since.reset();
  state_.paused = !problem.empty();
  state_.why = problem;
  if (changed) on_change_();
}

void History::record(WallTime time, std::vector<HistoryPoint> points) {
  write([this, time, points = std::move(points)] { return store_.record(time, points); });
}

void History::record(std::vector<HistoryEvent> events) {
  write([this, events = std::move(events)] { return store_.record(events); });
}

void History::remember(std::vector<KnownColor> colors) {
  write([this, colors = std::move(colors)] { return store_.remember(colors); });
}

template <typename Query, typename Answer>
void History::ask(Query query, std::function<void(Answer)> done) {
  auto shared_done = std::make_shared<std::function<void(Answer)>>(std::move(done));
  const auto refuse = [shared_done](const char* why) {
    Answer none;
    none.problem = why;
    (*shared_done)(std::move(none));
  };
  if (queries_ >= kMostQueries) return refuse(kTooMany);
  const bool added =
      thread_.run([this, query = std::move(query), shared_done]() -> EventLoop::Task {
        auto answer = std::make_shared<Answer>(store_.query(query));
        return [this, shared_done, answer] {
          --queries_;
          (*shared_done)(std::move(*answer));
        };
      });
  if (!added) return refuse(kTooSlow);
  ++queries_;
}

void History::query(HistoryQuery query, std::function<void(HistoryAnswer)> done) {
  ask(std::move(query), std::move(done));
}
void History::query(EventsQuery query, std::function<void(EventsAnswer)> done) {
  ask(std::move(query), std::move(done));
}
void History::query(PointsQuery query, std::function<void(PointsAnswer)> done) {
  ask(std::move(query), std::move(done));
}

}  // namespace rrlb
