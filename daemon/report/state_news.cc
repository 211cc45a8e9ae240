#include "daemon/report/state_news.h"

#include <algorithm>
#include <utility>

#include "daemon/report/records.h"

namespace rrlb {

StateNews::StateNews(EventLoop& loop, const Roster& roster, Note note)
    : roster_{roster}, note_{std::move(note)}, due_{loop, [this] { report_due(); }} {}

void StateNews::report(const Upstream& upstream, Status before, const std::string& how,
                       const std::string& reason) {
  const auto verdict = flapping_.change(upstream.name(), reason, Clock::now());
  if (verdict.by_itself) note_(state_record(upstream, before, how, reason));
  if (verdict.summary) note_(flapping_record(*verdict.summary, upstream.status()));
  if (!due_.pending()) plan();
}

void StateNews::report_due() {
  for (const Flapping::Summary& summary : flapping_.take_due(Clock::now())) {
    const Roster::Entry* known = roster_.find(summary.backend);
    if (known != nullptr) note_(flapping_record(summary, known->upstream->status()));
  }
  plan();
}

void StateNews::plan() {
  const auto next = flapping_.next_due();
  if (!next) return;
  const auto rest = std::chrono::ceil<Milliseconds>(*next - Clock::now());
  due_.start(std::max(rest, Milliseconds{0}));
}

}  // namespace rrlb
