// Accepts clients for one worker on one listening socket.
//
// When descriptors or memory run out, or when the limit of clients is reached, it pauses for a
// moment instead of being called again at once; clients wait in the kernel's queue meanwhile. Some
// descriptors are reserved: without them no probe could be made, and every backend would seem to be
// down.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/base/ip.h"
#include "common/event/event_loop.h"
#include "common/event/unique_fd.h"

namespace rrlb {

// What a listener asks about the worker that it accepts for.
class Admission {
 public:
  struct Limits {
    std::uint64_t max_clients = 0;  // configured; 0: as many as the descriptors allow
    std::uint64_t backends = 0;     // each needs descriptors for probes
    bool carries = false;           // each client may also need a connection to a backend
    bool draining = false;          // all clients that already wait are accepted
  };
  virtual Limits limits() const = 0;
  virtual std::uint64_t clients() const = 0;  // connected to any worker
  // Descriptors have run out: closes idle connections to backends.
  virtual void free_descriptors() = 0;
  // A client has connected.
  virtual void admit(UniqueFd fd, const IpBits& client, std::uint32_t listener) = 0;

 protected:
  ~Admission() = default;
};

class Listener {
 public:
  // `number` identifies the listener among those of the topology (ListenerTraits), so that a reload
  // can change how its clients are served without opening the socket again.
  Listener(EventLoop& loop, Admission& admission, UniqueFd listening_socket, std::uint32_t number);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Accepts all clients that the kernel has already connected, then closes the socket.
  void stop();

 private:
  static void on_event(evutil_socket_t, short, void* self) noexcept;
  // Accepts up to `most` clients; pauses if the process cannot take more now.
  void accept_some(int most);
  void pause(const std::string& why);
  void resume();
  std::uint64_t most_clients(const Admission::Limits& limits) const;
  std::string obstacle(const Admission::Limits& limits, int lowest_free) const;
  int first_reserved(const Admission::Limits& limits) const;

  Admission& admission_;
  UniqueFd socket_;
  const std::uint32_t number_;
  const int descriptor_limit_;
  EventPtr event_;
  Timer resume_;
  TimePoint last_complaint_{};
};

}  // namespace rrlb
