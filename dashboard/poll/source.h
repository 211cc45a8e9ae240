// A balancer that is asked, and what is known of it.
#pragma once

#include "common/base/address.h"
#include "dashboard/poll/poll_state.h"

namespace rrlb {

struct Source {
  Url url;
  const PollState* state;
};

}  // namespace rrlb
