// Accepts clients for one worker on one address. Out of descriptors or memory, or with
// max_connections clients connected (to all workers), it pauses for a
// moment instead of being called again at once for ever; clients wait in the kernel's queue
// meanwhile. The last descriptors are not for clients: without them no probe could be made, and
// every backend would seem to be down.
#pragma once

#include "common/event/event_loop.h"
#include "common/event/unique_fd.h"
#include "daemon/worker/worker_context.h"

namespace rrlb {

class Listener {
 public:
  Listener(WorkerContext& context, UniqueFd listening_socket);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Takes all clients that the kernel has accepted already, then closes the socket.
  void stop();

 private:
  static void on_event(evutil_socket_t, short, void* self) noexcept;
  // Takes up to `most` clients; false when the process can take no more for now.
  bool accept_some(int most);
  void pause(const std::string& why);
  void resume();
  std::uint64_t most_clients() const;
  std::string hindrance(int lowest_free) const;
  int first_reserved() const;  // the lowest descriptor that is not for clients

  WorkerContext& context_;
  UniqueFd socket_;
  const int descriptor_limit_;
  EventPtr event_;
  Timer resume_;
  TimePoint last_complaint_{};
};

}  // namespace rrlb
