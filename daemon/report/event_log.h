// The last events, for those who ask what has happened: a ring of 1,000, each with a number that
// is one higher than the one before. Pure: time comes in.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "common/base/time.h"
#include "common/config/config.h"

namespace rrlb {

struct Event {
  std::uint64_t number = 0;
  std::string time;  // RFC 3339
  LogLevel level = LogLevel::info;
  std::string kind;     // "state", "override", "reload", ...
  std::string backend;  // "" if it is of none
  std::string message;
};

class EventLog {
 public:
  void add(LogLevel level, std::string kind, std::string backend, std::string message,
           WallTime now);

  std::uint64_t newest() const { return newest_; }
  // {"newest": n, "events": [...]}, those after number `after`, the oldest first.
  std::string json_after(std::uint64_t after) const;

 private:
  static constexpr std::size_t kKept = 1000;

  std::uint64_t newest_ = 0;
  std::deque<Event> events_;
};

}  // namespace rrlb
