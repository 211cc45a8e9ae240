// Limits login attempts, so that passwords cannot be guessed.
//
// Per address (for IPv6 its /64, which is usually one household): after 5 failures in a row, each
// within a minute of the previous one, the next attempt must wait 5 s, and each further one twice
// as long, up to 5 min. The failures are forgotten after a success, and after a minute without a
// failure, or 15 minutes once an attempt had to wait. For all addresses together the limit is 60
// failures per minute. The 64 addresses that were the last to succeed are exempt from that limit,
// so that strangers cannot lock out regular users.
//
// An attempt counts as failed from its start until succeeded() is called, so that many attempts at
// once gain nothing. The 4,096 addresses with the newest attempts are remembered.
//
// Reads no clock; the caller passes the time.
#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "common/base/clock.h"

namespace rrlb {

class Attempts {
 public:
  static constexpr std::size_t kMostAddresses = 4096;
  static constexpr std::size_t kMostKnown = 64;

  // Returns how long this address must wait. If it returns 0, the attempt may proceed and counts.
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
  unsigned in_minute_ = 0;                              // attempts of all other networks
  TimePoint minute_;                                    // the start of the minute
};

// The /64 of an IPv6 address: "2001:db8:1:2::" for "2001:db8:1:2:3::4". Other text is returned as
// it is.
std::string network_of(const std::string& address);

}  // namespace rrlb
