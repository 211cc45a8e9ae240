// Writes the workers' access records to the journal. The workers never wait for it: a record that
// finds their ring full is dropped, counted and, every 10 s at most, reported.
#pragma once

#include <cstdint>

#include "common/event/event_loop.h"
#include "daemon/worker/workers.h"

namespace rrlb {

class AccessRecords {
 public:
  AccessRecords(EventLoop& loop, Workers& workers);

  // Whether records are written from now on.
  void apply(bool wanted);

  // Writes all that are left, when the workers have ended.
  void finish();

 private:
  void write(std::size_t most_of_each);
  void report_dropped();

  Workers& workers_;
  Timer next_;
  std::uint64_t reported_dropped_ = 0;
  TimePoint report_dropped_again_{};
};

}  // namespace rrlb
