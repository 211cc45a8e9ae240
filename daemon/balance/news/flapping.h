// Sums up the changes of a backend that will not settle, so that the journal tells of them once a
// minute and not each time.
//
// The first five changes of a backend within a minute are told one by one. With the sixth begins a
// summary: it is told at once, how many changes there were in what time; those that follow are
// counted, and told together each minute. After a minute without a change the next one is told by
// itself again.
//
// Pure: reads no clock; the caller brings the time, and asks again at next_due().
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/time.h"

namespace rrlb {

class Flapping {
 public:
  static constexpr std::size_t kToldByThemselves = 5;
  static constexpr Milliseconds kInterval{60'000};

  struct Summary {
    std::string backend;
    std::size_t changes = 0;
    Milliseconds length{};  // the time they took
    std::string reason;     // of the last one

    bool operator==(const Summary&) const = default;
  };

  // What becomes of one change.
  struct Verdict {
    bool by_itself = true;
    std::optional<Summary> summary;  // to be told now instead
  };
  Verdict change(const std::string& backend, const std::string& reason, TimePoint now);

  // The summaries whose time has come.
  std::vector<Summary> take_due(TimePoint now);
  std::optional<TimePoint> next_due() const;

 private:
  struct Course {
    std::deque<TimePoint> told;      // the last changes that were told by themselves
    std::optional<TimePoint> began;  // of the minute that is summed up
    std::size_t counted = 0;         // in it
    std::string reason;
  };

  std::map<std::string, Course> courses_;  // by backend
};

}  // namespace rrlb
