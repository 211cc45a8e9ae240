// Which of the balancer's events are new: each is handed on once.
//
// Their numbers grow by one, and begin anew with each process of the balancer. So the last event
// that was seen is asked for again with those after it: if it is not the same any more, this is
// another process, and all that it tells is new.
//
// Pure: JSON comes in, events go out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dashboard/history/points.h"

namespace rrlb {

class SeenEvents {
 public:
  // What a dashboard before this one has handed on already: all up to this time.
  explicit SeenEvents(WallTime known_until = {}) : known_until_{known_until} {}

  // The number for /api/events?after=N.
  std::uint64_t after() const { return last_.number == 0 ? 0 : last_.number - 1; }

  struct Taken {
    std::vector<HistoryEvent> events;
    bool ask_again = false;  // another process answers: from its beginning
    bool sound = true;       // the answer made sense
  };
  Taken take(std::string_view json, const std::string& balancer);

 private:
  struct Last {
    std::uint64_t number = 0;
    std::string time;
    std::string message;

    bool operator==(const Last&) const = default;
  };

  WallTime known_until_;
  Last last_;
};

}  // namespace rrlb
