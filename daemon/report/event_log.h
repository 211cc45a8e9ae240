// Keeps the last 1,000 events, each with a number that is one higher than the one before. Pure:
// time is an argument.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "common/base/wall_time.h"
#include "common/config/config.h"
#include "common/contract/admin_api/events.h"

namespace rrlb {

class EventLog {
 public:
  void add(LogLevel level, std::string kind, std::string backend, std::string message,
           WallTime now);

  std::uint64_t newest() const { return newest_; }
  // The answer of the admin API: the events after number `after`.
  std::string json_after(std::uint64_t after) const;

 private:
  static constexpr std::size_t kKept = 1000;

  std::uint64_t newest_ = 0;
  std::deque<admin_api::Event> events_;
};

}  // namespace rrlb
