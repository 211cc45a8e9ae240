// Where an exchange gets its connections to backends.
#pragma once

#include "daemon/balance/pools/topology.h"
#include "daemon/http/server_stream.h"

namespace rrlb {

class Backends {
 public:
  // The kept connection that was used last; nullptr if none is kept.
  virtual ServerStream* take_idle(const Topology& topology, const Member& member) = 0;

  // A new connection, or the reason why there is none. The implementation remembers that a backend
  // could not be reached (avoided()).
  struct Opened {
    ServerStream* stream = nullptr;
    FailureKind failure = FailureKind::connect_failed;
  };
  virtual Opened open(const Topology& topology, const Member& member) = 0;

  // A backend that could not be reached a moment ago is avoided while others can be reached.
  virtual bool avoided(const Topology& topology, const Member& member) const = 0;

 protected:
  ~Backends() = default;
};

}  // namespace rrlb
