// Requests to the balancer's admin socket, one conversation at a time on a thread of its own, so
// that a balancer that does not answer delays no page. The outcome is handed over on the loop, and
// never after this object's end.
#pragma once

#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/endpoint/admin_client.h"
#include "common/event/side_thread.h"

namespace rrlb {

class AdminLine {
 public:
  // Runs on the thread; what it returns runs on the loop. Must not throw.
  using Conversation = std::function<EventLoop::Task(const AdminClient& balancer)>;
  using Done = std::function<void(const AdminAnswer& answer)>;

  static constexpr std::size_t kMostWaiting = 16;

  explicit AdminLine(EventLoop& loop) : side_{loop, kMostWaiting} {}

  // Takes effect with the next conversation.
  void set_socket(std::string path) { socket_path_ = std::move(path); }
  const std::string& socket_path() const { return socket_path_; }

  // Returns false if too many conversations wait already.
  bool talk(Conversation conversation);

  // One request; `done` is called with the answer. Returns false if too many wait already.
  bool ask(const std::string& method, const std::string& path, Milliseconds patience, Done done);

 private:
  std::string socket_path_;
  SideThread side_;
};

}  // namespace rrlb
