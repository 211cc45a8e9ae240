// Decides which of the balancer's events are new, so that each is stored once.
//
// Their numbers grow by one, and start again with each process of the balancer. So the last event
// that was seen is requested again with those after it: if it has changed, another process answers,
// and all of its events are new.
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
  // Events up to this time have been stored by an earlier dashboard.
  explicit SeenEvents(WallTime known_until = {}) : known_until_{known_until} {}

  // N of /api/events?after=N.
  std::uint64_t after() const { return last_.number == 0 ? 0 : last_.number - 1; }

  struct Taken {
    std::vector<HistoryEvent> events;
    bool ask_again = false;  // another process answers: ask from its beginning
    bool sound = true;       // the answer could be parsed
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
