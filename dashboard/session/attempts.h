// Who may try to log in, and when again: what makes guessing passwords hopeless.
//
// Of one address (of IPv6 its /64, which is one household): after 5 failures in a row, each within
// a minute of the one before, the next has to wait 5 s, and twice as long after each further one,
// up to 5 min. A success forgives all; so does a minute without a failure while nobody had to wait,
// else a quarter of an hour. Of all addresses together: 60 failures a minute; but the 64 that were
// last to succeed are apart from these: strangers cannot lock out who works here.
//
// An attempt counts as failed from its beginning, until its success is told: many at once gain
// nothing. At most 4,096 addresses are remembered, those whose last attempt is the newest.
//
// Pure state: time comes in.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "common/base/time.h"

namespace rrlb {

class Attempts {
 public:
  static constexpr std::size_t kMostAddresses = 4096;
  static constexpr std::size_t kMostKnown = 64;

  // How long this address has to wait before it may try; 0: it may, and this counts as a try.
  std::chrono::seconds begin(const std::string& address, TimePoint now);
  void succeeded(const std::string& address);

  std::size_t addresses() const { return failures_.size(); }

 private:
  struct Failures {
    unsigned in_a_row = 0;
    TimePoint last;
    TimePoint blocked_until;
  };
  Failures& failures_of(const std::string& network, TimePoint now);
  void make_room(TimePoint now);
  bool knows(const std::string& network) const;

  std::unordered_map<std::string, Failures> failures_;  // by network
  std::deque<std::string> known_;                       // networks that succeeded, oldest first
  unsigned in_minute_ = 0;                              // of all others
  TimePoint minute_;                                    // began then
};

// "192.0.2.7" as it is, "2001:db8:1:2:3::4" as "2001:db8:1:2::"; any other text as it is.
std::string network_of(const std::string& address);

}  // namespace rrlb
