// The two directions of a tunnel, after an upgrade. The end of each side is passed on after all
// bytes before it. The tunnel is over when both sides have ended.
#pragma once

#include <cstdint>

#include "daemon/http/client_stream.h"
#include "daemon/http/server_stream.h"

namespace rrlb {

class Tunnel {
 public:
  enum class State { open, over, broken };

  // Moves bytes from the client to the backend, as far as the backend takes them.
  [[nodiscard]] State pump(ClientStream& client, ServerStream& server);

  // The backend has sent its end. `takes_no_more`: it does not take the client's bytes any more
  // either.
  [[nodiscard]] State backend_ended(ClientStream& client, ServerStream& server, bool takes_no_more);

  // One side has taken what was sent to it.
  [[nodiscard]] State pass_ends_on(ClientStream& client, ServerStream& server) const;

  bool client_ended() const { return client_ended_; }

 private:
  bool client_ended_ = false;
  bool backend_ended_ = false;
};

}  // namespace rrlb
