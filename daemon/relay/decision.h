// What becomes of a request: the one stage between its head and what is done with it. Pure: tested as
// a table of heads and expected decisions.
#pragma once

#include "daemon/balance/pools/topology.h"
#include "daemon/http/message.h"

namespace rrlb {

struct Decision {
  enum class Kind {
    no_content,  // "OPTIONS *" asks about the balancer itself
    own_stats,   // the balancer's figures
    redirect,
    relay,
    refuse,  // with `status`
  };
  Kind kind = Kind::relay;
  int status = 0;
};

// `body_refusal`: the status with which the reader refuses the request's body, 0 if it does not. A
// redirect does not need the body, so the client still gets it.
Decision decide(const RequestHead& head, int body_refusal, const Topology& topology);

}  // namespace rrlb
