#include "daemon/balance/retry/retry_budget.h"

namespace rrlb {

bool RetryBudget::take(TimePoint now) {
  if (now >= second_ends_) roll(now);
  if (all_.retries >= kFreeRetries + all_.requests * percent_ / 100) return false;
  ++current().retries;
  ++all_.retries;
  return true;
}

// Starts new seconds until `now` is in the last one. After a long pause each second is emptied only
// once.
void RetryBudget::roll(TimePoint now) {
  constexpr std::chrono::seconds kOne{1};
  for (std::size_t turns = 0; turns < kSeconds && now >= second_ends_; ++turns) {
    at_ = (at_ + 1) % kSeconds;
    all_.requests -= current().requests;
    all_.retries -= current().retries;
    current() = {};
    second_ends_ += kOne;
  }
  if (now >= second_ends_) second_ends_ = now + kOne;
}

}  // namespace rrlb
