// A new process of this program takes the place of the running one, without a pause in between.
//
//   predecessor                          successor
//   starts it, and passes all its        inherits them, opens what else its configuration names,
//   listening sockets and a channel      probes its backends, lets its workers accept
//                          <- "ready"
//   tells systemd who is in charge
//                    "in charge" ->
//   drains, and ends                     tells systemd that it is ready, feeds the watchdog
//
// For a moment both accept on the same sockets, and none of these is ever closed: no client is
// refused. A successor that ends, or is not ready in time, is reported, and the predecessor
// continues unchanged. A predecessor that ends early leaves the successor in charge. Once it is in
// charge it is systemd's child, and systemd's to look after.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "common/service/inherited_sockets.h"
#include "common/service/own_program.h"

namespace rrlb {

// By this name the successor inherits its end of the channel, and the admin socket.
inline constexpr const char* kChannelName = "rrlb-take-over";
inline constexpr const char* kAdminName = "rrlb-admin";

// Takes our end of the channel out of what was inherited; none in a process that is no successor.
UniqueFd take_channel(std::vector<InheritedSocket>& inherited);
// Takes the admin socket, if it listens at that path; a predecessor's may be at another one, and is
// closed.
UniqueFd take_admin_socket(std::vector<InheritedSocket>& inherited, const std::string& path);

// One end of the channel between the two: each says one word in its life, and ends.
class Channel {
 public:
  // `heard` is called once, when the other has said its word (true) or has gone without (false).
  Channel(EventLoop& loop, UniqueFd socket, std::function<void(bool)> heard);

  void say();

 private:
  static void on_event(evutil_socket_t, short, void* self) noexcept;

  UniqueFd socket_;
  std::function<void(bool)> heard_;
  EventPtr event_;
};

// The next process, as the running one sees it.
class Successor {
 public:
  // `ready` is called when it accepts clients.
  Successor(EventLoop& loop, OwnProgram program, std::function<void()> ready);

  // Logs what comes of it, until it is ready.
  void start(std::vector<PassedSocket> sockets);

  void put_in_charge();

  // Asks one that is not in charge yet to end: the service does.
  void stop();

  pid_t pid() const { return pid_; }

 private:
  void on_channel(bool ready);
  bool dismiss_midwife();
  void on_child();
  void fail(const std::string& why);
  void give_up();
  void forget();

  EventLoop& loop_;
  const OwnProgram program_;
  const std::function<void()> ready_;
  pid_t pid_ = 0;      // 0: there is none
  pid_t midwife_ = 0;  // until it is ready
  std::string why_it_failed_;
  std::unique_ptr<Channel> channel_;
  Timer patience_;
  SignalWatch on_child_;
};

}  // namespace rrlb
