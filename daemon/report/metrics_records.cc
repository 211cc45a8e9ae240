#include "daemon/report/metrics_records.h"

#include "common/service/journal.h"
#include "daemon/report/records.h"

namespace rrlb {
namespace {

constexpr std::size_t kPortion = 100;  // 3 ms of the journal's time
constexpr Milliseconds kBetweenPortions{20};

}  // namespace

MetricsRecords::MetricsRecords(EventLoop& loop, Read read)
    : read_{std::move(read)}, next_{loop, [this] { write_some(); }} {}

void MetricsRecords::apply(Milliseconds interval) {
  interval_ = interval;
  position_ = 0;
  next_.cancel();
  if (interval_.count() > 0) next_.start(interval_);
}

void MetricsRecords::write_some() {
  for (std::size_t i = 0; i < kPortion; ++i) {
    const auto backend = read_(position_);
    if (!backend) {
      position_ = 0;
      return next_.start(interval_);
    }
    write_record(metrics_record(*backend));
    ++position_;
  }
  next_.start(kBetweenPortions);
}

}  // namespace rrlb
