// Where an exchange gets a connection to a backend.
#pragma once

#include "daemon/balance/pools/topology.h"
#include "daemon/http/server_stream.h"

namespace rrlb {

class Backends {
 public:
  // A connection that is kept unused, the one used last; nullptr if there is none.
  virtual ServerStream* take_idle(const Topology& topology, const Member& member) = 0;

  // A new connection, or the reason why there is none. Its owner notes that a backend could not be
  // reached (avoided()).
  struct Opened {
    ServerStream* stream = nullptr;
    FailureKind failure = FailureKind::connect_failed;
  };
  virtual Opened open(const Topology& topology, const Member& member) = 0;

  // A backend that could not be reached a moment ago is left alone while others can be.
  virtual bool avoided(const Topology& topology, const Member& member) const = 0;

 protected:
  ~Backends() = default;
};

}  // namespace rrlb
