// Sums up the changes of a backend that will not settle, so that the journal reports them once a
// minute and not each time.
//
// The first five changes of a backend within a minute are reported one by one. The sixth begins a
// summary: it reports at once how many changes there were in what time; those that follow are
// counted, and reported together each minute. After a minute without a change the next one is
// reported by itself again.
//
// A change costs the logarithm of the number of backends that are summed up, whatever the number of
// backends is.
//
// Pure: reads no clock; the caller brings the time, and asks again at next_due().
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/clock.h"

namespace rrlb {

class Flapping {
 public:
  static constexpr std::size_t kReportedByThemselves = 5;
  static constexpr Milliseconds kInterval{60'000};

  struct Summary {
    std::string backend;
    std::size_t changes = 0;
    Milliseconds length{};  // the time they took
    std::string reason;     // of the last one

    bool operator==(const Summary&) const = default;
  };

  // What to report of one change.
  struct Verdict {
    bool by_itself = true;
    std::optional<Summary> summary;  // to be reported now instead
  };
  Verdict change(const std::string& backend, const std::string& reason, TimePoint now);

  // The summaries whose time has come.
  std::vector<Summary> take_due(TimePoint now);
  std::optional<TimePoint> next_due() const;

 private:
  using At = std::pair<TimePoint, std::string>;  // a time, and a backend

  struct Course {
    std::deque<TimePoint> reported;  // the last changes that were reported by themselves
    std::optional<TimePoint> began;  // of the minute that is summed up
    std::size_t counted = 0;         // in it
    std::string reason;
  };

  void begin_summary(const std::string& backend, Course& course, TimePoint now);
  void forget_settled(TimePoint now);

  std::unordered_map<std::string, Course> courses_;  // by backend
  std::set<At> due_;                                 // of those that are summed up
  std::deque<At> last_reported_;                     // of the others, the oldest first
};

}  // namespace rrlb
