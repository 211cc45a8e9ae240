// Asks one balancer for /stats when it is told to. One question at a time, each with a deadline
// shorter than the interval; what comes back is bounded and distrusted.
//
// Of a balancer on this machine the admin socket is asked, which needs no network; its URL only
// where that cannot be reached. Where neither can, it is told what is wrong with the socket.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/address.h"
#include "common/endpoint/admin_client.h"
#include "common/endpoint/http_client.h"
#include "common/endpoint/resolver.h"
#include "common/event/event_loop.h"
#include "common/event/side_thread.h"
#include "dashboard/poll/poll_state.h"

namespace rrlb {

class Poller {
 public:
  struct News {
    std::function<void()> on_change;  // the balancer became reachable, or ceased to be
    std::function<void()> on_end;     // a question has ended, either way; after on_change
  };

  Poller(EventLoop& loop, Resolver& resolver, Url balancer, News news);

  const Url& balancer() const { return balancer_; }
  const PollState& state() const { return state_; }
  bool asking() const { return request_ != nullptr || asking_socket_; }

  // "" if it has none that is known here.
  void set_admin_socket(std::string path) { admin_socket_ = std::move(path); }

  // Does nothing while the question before is open.
  void ask(const std::string& stats_path, Milliseconds interval);

 private:
  bool ask_socket();
  void ask_url();
  void end(const AdminAnswer& answer);
  void end(const HttpResult& result);
  void take(int status, const std::string& body, const std::string& path);
  void fail(std::string trouble);

  EventLoop& loop_;
  Resolver& resolver_;
  const Url balancer_;
  News news_;
  std::string admin_socket_;
  std::string stats_path_;
  Milliseconds deadline_{};
  PollState state_;
  std::unique_ptr<HttpGet> request_;
  bool asking_socket_ = false;
  std::string no_socket_;           // why its URL is asked
  std::optional<SideThread> side_;  // last: its outcomes need the rest
};

}  // namespace rrlb
