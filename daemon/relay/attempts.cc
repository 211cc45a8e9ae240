#include "daemon/relay/attempts.h"

#include <algorithm>

namespace rrlb {

bool Attempts::tried(const Member& member) const {
  const auto end = tried_.begin() + count_;
  return std::find(tried_.begin(), end, &member) != end;
}

void Attempts::give_up(const Member& member) { tried_[count_++] = &member; }

bool Attempts::may_retry(const Failure& failure, const Facts& facts,
                         std::uint64_t most_retries) const {
  if (facts.response_begun || facts.body_is_gone || failure.side != Side::backend) return false;
  if (failure.retry == Retry::never) return false;
  if (failure.retry == Retry::if_idempotent && facts.sent && !facts.idempotent) return false;
  return facts.stale || (retries_ < most_retries && facts.others_left);
}

}  // namespace rrlb
