// A balancer that is polled, and its state.
#pragma once

#include "common/base/url.h"
#include "dashboard/poll/poll_state.h"

namespace rrlb {

struct Source {
  Url url;
  const PollState* state;
};

}  // namespace rrlb
