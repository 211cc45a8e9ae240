// The bytes of one connected socket, of a client or of a backend: what is received, what is sent,
// and what the peer has not taken yet. Nothing else uses the descriptor. TLS would belong here:
// only the wire could then say what is readable or stale.
//
// Events are edge-triggered: the socket is registered once, and no system call is spent on changing
// the registration. So a wire remembers that there may be more to read (readable()) until a receive
// finds nothing. It asks for writability only once a peer has not taken all bytes.
//
// Memory is bounded: a caller sends nothing while the wire is congested, so a wire keeps at most
// what one send() was given.
#pragma once

#include <event2/event.h>
#include <event2/event_struct.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/event/unique_fd.h"

namespace rrlb {

class Wire {
 public:
  // From watch() on, `on_event` is called with `owner` from the loop of `base`.
  Wire(event_base* base, UniqueFd fd, event_callback_fn on_event, void* owner);
  ~Wire() { close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Reports events from now on: EV_READ and the peer's end, and EV_WRITE if `writable`. False if
  // the system has no memory for the registration.
  bool watch(bool writable);

  // To be called first with the flags of each event.
  void saw(short what);

  // The result of an attempt to connect: 0, or an errno. To be called once.
  int connect_error() const;

  // Whether there may be something to receive.
  bool readable() const { return readable_; }

  // For an idle connection: whether the peer has closed it or sent unexpected bytes. Costs a system
  // call.
  bool stale() const;

  enum class Got { bytes, nothing_yet, end, broken };
  struct Received {
    Got got = Got::nothing_yet;
    std::size_t size = 0;
  };
  Received receive(char* to, std::size_t size);

  // Sends both texts in order, and keeps what the peer does not take. False if the connection is
  // lost.
  bool send(std::string_view first, std::string_view second = {});

  // Sends what was kept. False if the connection is lost.
  bool flush();

  // The peer has not taken everything: send nothing more until flush() clears this.
  bool congested() const { return !unsent_.empty(); }
  std::size_t unsent() const { return unsent_.size() - unsent_begin_; }

  // How many bytes the peer's system has received. Costs a system call.
  std::uint64_t taken() const;

  // Whether the connection is broken. Bytes that arrived before may still be received.
  bool broken() const;
  // Whether nothing can be received now or later. To be checked before waiting for more: an event
  // reports bytes and a break right behind them together, and only once.
  bool broken_off() const { return !readable_ && broken(); }

  // Repeats the event if there is more to read, after other connections have had their turn.
  void again();

  // Sends no more: closes the sending side.
  void shut_down();

  // The close will be a reset, so that the peer does not take an incomplete response for a complete
  // one.
  void reset_on_close();

  // Closes the socket. If the peer has not taken everything the close is a reset: it shows the peer
  // that data is missing, and frees the kernel's buffer even if the peer never reads.
  void close();

 private:
  bool keep(std::string_view rest);
  bool refused(int error);

  event_base* const base_;
  UniqueFd fd_;
  event event_;
  std::string unsent_;
  std::size_t unsent_begin_ = 0;
  std::uint64_t sent_ = 0;  // bytes that the system has taken
  bool readable_ = false;
  bool ending_ = false;  // the peer's end has arrived, behind the bytes before it
  bool watches_writable_ = false;
  bool reset_ = false;  // a send reported the reset, so no receive will
};

}  // namespace rrlb
