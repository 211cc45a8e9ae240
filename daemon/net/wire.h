// The bytes of one connected socket, either side's: what comes in, what goes out, and what the peer
// has not taken yet. TLS will stand here, and nowhere else.
//
// Events are edge-triggered: the socket is registered once, and no system call is spent on saying
// what is awaited. So a wire remembers that there may be more to read (readable()) until a receive
// has found out that there is not. Writability is asked for only once a peer has first refused
// bytes.
//
// Bounded: nobody gives it more to send while it is congested, so what it keeps is at most what was
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
  // Closes the socket; with a reset if the peer has not taken everything, which tells it that there
  // was more, and leaves nothing in the kernel for one that never will.
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  int fd() const { return fd_.get(); }

  // Events from now on: EV_READ and the peer's end, and if `writable` its taking bytes too. False
  // if the system has no room for it.
  bool watch(bool writable);

  // To be told first of all what an event said.
  void saw(short what);

  // There may be something to receive.
  bool readable() const { return readable_; }

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

  // Whether the connection is broken, though bytes that came before may wait to be received.
  bool broken() const;
  // Whether nothing is to be received, and nothing will be: to be asked before more is waited for.
  // What has broken a connection right behind its last bytes is told with them, and not again.
  bool broken_off() const { return !readable_ && broken(); }

  // Has the event called again if there is more to read, after the others have had their turn.
  void again();

  // No more will be sent.
  void shut_down();

  // Makes the close a reset, so that the peer does not take what it has for the whole.
  void reset_on_close();

 private:
  bool keep(std::string_view rest);
  bool refused(int error);

  event_base* const base_;
  const UniqueFd fd_;
  event event_;
  std::string unsent_;
  std::size_t unsent_begin_ = 0;
  std::uint64_t sent_ = 0;  // bytes that the system has taken
  bool readable_ = false;
  bool ending_ = false;  // the peer has sent its end, which stands behind what it sent before
  bool watches_writable_ = false;
  bool reset_ = false;  // which a send was told, and no receive will be
};

}  // namespace rrlb
