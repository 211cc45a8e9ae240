#include "daemon/net/worker_clock.h"

#include <ctime>

#include "common/base/wall_time.h"

namespace rrlb {

std::string_view WorkerClock::date() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != date_second_) {
    date_second_ = now.tv_sec;
    date_ = format_http_date(std::chrono::system_clock::from_time_t(now.tv_sec));
  }
  return date_;
}

}  // namespace rrlb
