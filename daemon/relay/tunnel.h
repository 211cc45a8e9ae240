// The two directions of a tunnel, after an upgrade. Each side's end is passed on once everything
// before it has been; the tunnel is over when both have ended.
#pragma once

#include <cstdint>

#include "daemon/http/client_stream.h"
#include "daemon/http/server_stream.h"

namespace rrlb {

class Tunnel {
 public:
  enum class State { open, over, broken };

  // Moves what the client has sent to the backend, as far as the backend takes it.
  [[nodiscard]] State pump(ClientStream& client, ServerStream& server);

  // The backend has sent its end. `takes_no_more`: what the client sends reaches nobody any more.
  [[nodiscard]] State backend_ended(ClientStream& client, ServerStream& server, bool takes_no_more);

  // One of the two has taken what was sent to it.
  [[nodiscard]] State pass_ends_on(ClientStream& client, ServerStream& server) const;

 private:
  bool client_ended_ = false;
  bool backend_ended_ = false;
};

}  // namespace rrlb
