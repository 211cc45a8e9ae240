// The bytes of one connected socket, of a client or of a backend: what comes in, what goes out, and
// what the peer has not taken yet. Nobody else uses the descriptor: TLS belongs here, and what is
// readable or stale then is for the wire to say, not for the socket.
//
// Events are edge-triggered: the socket is registered once, and no system call is spent on changing
// what is awaited. So a wire remembers that there may be more to read (readable()) until a receive
// has found that there is not. Writability is asked for only once a peer has refused bytes.
//
// Bounded: a caller sends nothing while the wire is congested, so what it keeps is at most what was
// given to one send().
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
  // `on_event` is called with `owner` from the loop of `base`, from watch() on.
  Wire(event_base* base, UniqueFd fd, event_callback_fn on_event, void* owner);
  ~Wire() { close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Events from now on: EV_READ and the peer's end, and if `writable` its taking bytes too. False
  // if the system has no room for it.
  bool watch(bool writable);

  // To be called first of all with what an event said.
  void saw(short what);

  // Whether an attempt to connect has succeeded: 0, or an errno. To be asked once.
  int connect_error() const;

  // There may be something to receive.
  bool readable() const { return readable_; }

  // Of a connection that is idle: whether the peer has ended it, or sent what nobody asked for. Costs
  // a system call.
  bool stale() const;

  enum class Got { bytes, nothing_yet, end, broken };
  struct Received {
    Got got = Got::nothing_yet;
    std::size_t size = 0;
  };
  Received receive(char* to, std::size_t size);

  // Sends the two texts in turn, and keeps what the peer does not take. False when it is gone.
  bool send(std::string_view first, std::string_view second = {});

  // Sends what was kept. False when the peer is gone.
  bool flush();

  // The peer has not taken everything: give no more until flush() has ended this.
  bool congested() const { return !unsent_.empty(); }
  std::size_t unsent() const { return unsent_.size() - unsent_begin_; }

  // How many bytes have arrived at the peer's system. Costs a system call.
  std::uint64_t taken() const;

  // Whether the connection is broken, although bytes that came before may wait to be received.
  bool broken() const;
  // Whether nothing is to be received, and nothing will be: to be asked before waiting for more. An
  // event reports bytes and a break right behind them together, and not again.
  bool broken_off() const { return !readable_ && broken(); }

  // Has the event called again if there is more to read, after the others have had their turn.
  void again();

  // No more will be sent.
  void shut_down();

  // Makes the close a reset, so that the peer does not take what it has for the whole.
  void reset_on_close();

  // Closes the socket; with a reset if the peer has not taken everything, which shows it that there
  // was more, and leaves nothing in the kernel for a peer that never takes it.
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
  bool ending_ = false;  // the peer has sent its end, behind what it sent before
  bool watches_writable_ = false;
  bool reset_ = false;  // which a send was told, and no receive will be
};

}  // namespace rrlb
