// What becomes of a request: the only step between reading its head and acting on it. Pure: tested
// as a table of heads and expected decisions.
#pragma once

#include "daemon/balance/pools/topology.h"
#include "daemon/http/message.h"

namespace rrlb {

struct Decision {
  enum class Kind {
    no_content,  // "OPTIONS *" asks about the balancer itself
    own_stats,   // the balancer's statistics
    redirect,
    relay,
    refuse,  // with `status`
  };
  Kind kind = Kind::relay;
  int status = 0;
};

// `body_refusal`: the status with which the reader refuses the request's body, or 0. A redirect
// does not need the body, so the client is redirected anyway.
Decision decide(const RequestHead& head, int body_refusal, const Topology& topology);

}  // namespace rrlb
