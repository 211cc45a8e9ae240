#include "daemon/state/pool_watch.h"

#include <chrono>
#include <string>
#include <utility>

#include "common/base/duration.h"

namespace rrlb {
namespace {

constexpr Milliseconds kInterval{100};

}  // namespace

PoolWatch::PoolWatch(EventLoop& loop, const Roster& roster, BetweenWorkers& between,
                     Publisher& publisher, News& news)
    : roster_{roster}, between_{between}, publisher_{publisher}, news_{news}, next_{loop, [this] {
                                                                                      begin();
                                                                                    }} {
  between_.look_for_outliers = [this, &loop] { loop.post([this] { look(); }); };
}

void PoolWatch::apply(const Config& config) {
  outlier_ = config.outlier;
  load_feedback_ = config.balancer.load_feedback;
  report_interval_ = config.health.interval;
}

void PoolWatch::begin() {
  note_recent_requests();
  look();
  next_.start(kInterval);
}

void PoolWatch::note_recent_requests() {
  for (const auto& entry : roster_.entries()) entry.upstream->grow_older();
  between_.settled.store(recent_requests_.sample(between_.sum(&WorkerCounters::requests)),
                         std::memory_order_relaxed);
}

void PoolWatch::look() {
  const TimePoint now = Clock::now();
  const bool changed = eject_outliers(now);
  feed_load_back(now);
  if (percents_changed(now) || changed) publisher_.publish_soon();
}

bool PoolWatch::eject_outliers(TimePoint now) {
  std::vector<OutlierFacts> facts;
  facts.reserve(roster_.size());
  for (const auto& entry : roster_.entries()) {
    Upstream& upstream = *entry.upstream;
    facts.push_back({upstream.outlier(), upstream.counters().outlier_counts(), upstream.usable()});
  }
  const auto events = look_for_outliers(outlier_, facts, now);
  for (const OutlierEvent& event : events) {
    Upstream& upstream = *roster_.entries()[event.which].upstream;
    upstream.note_ejection({now, std::chrono::system_clock::now()});
    report_ejection(event, upstream);
  }
  return !events.empty();
}

void PoolWatch::report_ejection(const OutlierEvent& event, Upstream& upstream) {
  if (!upstream.usable()) return;  // it shows another status
  if (event.what == OutlierEvent::What::ejected) {
    news_.status_changed(upstream, Status::up, " for " + describe_duration(event.length),
                         event.reason);
  } else {
    news_.status_changed(upstream, Status::ejected, "", event.reason);
  }
}

void PoolWatch::feed_load_back(TimePoint now) {
  if (load_feedback_ == LoadFeedback::off) return;
  std::vector<LoadState*> pool;
  for (const auto& entry : roster_.entries()) {
    if (entry.upstream->eligible()) pool.push_back(&entry.upstream->load());
  }
  feed_back(pool, report_interval_, now);
}

bool PoolWatch::percents_changed(TimePoint now) {
  std::vector<std::uint64_t> percents;
  percents.reserve(roster_.size());
  for (const auto& entry : roster_.entries()) {
    percents.push_back(roster_.percent_of(*entry.upstream, now));
  }
  std::swap(percents, percents_);
  return percents != percents_;
}

}  // namespace rrlb
