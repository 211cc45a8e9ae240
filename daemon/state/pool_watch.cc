#include "daemon/state/pool_watch.h"

#include <chrono>
#include <utility>

namespace rrlb {
namespace {

constexpr Milliseconds kInterval{100};

}  // namespace

PoolWatch::PoolWatch(EventLoop& loop, Roster& roster, SharedByWorkers& shared, Publish publish,
                     Tell tell)
    : roster_{roster},
      shared_{shared},
      publish_{std::move(publish)},
      tell_{std::move(tell)},
      next_{loop, [this] { begin(); }} {}

void PoolWatch::begin() {
  note_recent_requests();
  look();
  next_.start(kInterval);
}

void PoolWatch::note_recent_requests() {
  for (const auto& upstream : roster_.upstreams()) upstream->grow_older();
  shared_.settled.store(recent_requests_.sample(shared_.sum(&WorkerCounters::requests)),
                        std::memory_order_relaxed);
}

void PoolWatch::look() {
  const TimePoint now = Clock::now();
  const bool changed = eject_outliers(now);
  feed_load_back(now);
  if (percents_changed(now) || changed) publish_();
}

bool PoolWatch::eject_outliers(TimePoint now) {
  std::vector<OutlierFacts> facts;
  facts.reserve(roster_.upstreams().size());
  for (const auto& upstream : roster_.upstreams()) {
    facts.push_back(
        {upstream->outlier(), upstream->counters().outlier_counts(), upstream->usable()});
  }
  const auto events = look_for_outliers(roster_.config().outlier, facts, now);
  for (const OutlierEvent& event : events) {
    Upstream& upstream = *roster_.upstreams()[event.which];
    const bool ejected = event.what == OutlierEvent::What::ejected;
    const bool shows = upstream.usable();  // else another word hides it
    upstream.note_ejection({now, std::chrono::system_clock::now()});
    if (!shows) continue;
    const std::string how = ejected ? " for " + describe_duration(event.length) : "";
    tell_(upstream, ejected ? Status::up : Status::ejected, how, event.reason);
  }
  return !events.empty();
}

void PoolWatch::feed_load_back(TimePoint now) {
  if (roster_.config().balancer.load_feedback == LoadFeedback::off) return;
  std::vector<LoadState*> pool;
  for (const auto& upstream : roster_.upstreams()) {
    if (upstream->eligible()) pool.push_back(&upstream->load());
  }
  feed_back(pool, roster_.config().health.interval, now);
}

bool PoolWatch::percents_changed(TimePoint now) {
  std::vector<std::uint64_t> percents;
  percents.reserve(roster_.upstreams().size());
  for (const auto& upstream : roster_.upstreams()) {
    percents.push_back(roster_.percent_of(*upstream, now));
  }
  std::swap(percents, percents_);
  return percents != percents_;
}

}  // namespace rrlb
