#include "daemon/report/access_records.h"

#include <string>

#include "common/base/counted.h"
#include "common/service/journal.h"
#include "common/service/logging.h"
#include "daemon/report/records.h"

namespace rrlb {
namespace {

constexpr Milliseconds kInterval{50};
constexpr std::size_t kMostATurn = 500;  // of each worker: 15 ms of the journal's time
constexpr std::chrono::seconds kBetweenReports{10};

}  // namespace

AccessRecords::AccessRecords(EventLoop& loop, Workers& workers)
    : workers_{workers}, next_{loop, [this] {
                                 write(kMostATurn);
                                 next_.start(kInterval);
                               }} {}

void AccessRecords::apply(bool wanted) {
  if (wanted) {
    next_.start(kInterval);
  } else {
    next_.cancel();
  }
}

void AccessRecords::finish() {
  next_.cancel();
  write(AccessLog::kSlots);
}

void AccessRecords::write(std::size_t most_of_each) {
  workers_.take_access_records(
      most_of_each, [](const AccessRecord& record) { write_record(access_record(record)); });
  report_dropped();
}

void AccessRecords::report_dropped() {
  const std::uint64_t dropped = workers_.totals().access_dropped;
  if (dropped == reported_dropped_ || Clock::now() < report_dropped_again_) return;
  log_warning("access log: dropped " + counted(dropped - reported_dropped_, "record") +
              ", the journal could not keep up");
  reported_dropped_ = dropped;
  report_dropped_again_ = Clock::now() + kBetweenReports;
}

}  // namespace rrlb
