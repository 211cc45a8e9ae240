// Which backends were tried for one request, and whether it may be retried. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "daemon/balance/retry/failure.h"

namespace rrlb {

struct Member;

class Attempts {
 public:
  bool tried(const Member& member) const;
  // The number of backends that were given up.
  unsigned count() const { return count_; }
  // How often another backend was tried.
  unsigned retries() const { return retries_; }
  // The last failure of a backend; no_backend before the first one.
  FailureKind last_failure() const { return last_failure_; }
  bool none_failed() const { return last_failure_ == FailureKind::no_backend; }
  // The next connection must be a new one, not one that was kept.
  bool needs_fresh_connection() const { return fresh_connection_; }

  void note_failure(FailureKind kind) { last_failure_ = kind; }
  void note_retry() { ++retries_; }
  void give_up(const Member& member);
  // The backend closed a kept connection just as it was used: it is tried again on a new one, once.
  void ask_again() { fresh_connection_ = true; }

  struct Facts {
    bool response_begun = false;  // a byte of the response was sent to the client
    bool body_is_gone = false;    // it cannot be sent again
    bool sent = false;            // some of the request was sent on this connection
    bool idempotent = false;      // RFC 9110 9.2.2
    bool stale = false;           // the connection was closed just as it was reused
    bool others_left = false;     // there are other backends that were not tried
  };
  // Does not check the retry budget.
  bool may_retry(const Failure& failure, const Facts& facts, std::uint64_t most_retries) const;

 private:
  std::array<const Member*, 11> tried_{};  // one more than the largest value of `retries`
  unsigned count_ = 0;
  unsigned retries_ = 0;
  FailureKind last_failure_ = FailureKind::no_backend;
  bool fresh_connection_ = false;
};

}  // namespace rrlb
