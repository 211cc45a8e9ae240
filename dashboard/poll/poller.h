// Requests /stats of one balancer each time ask() is called. One request at a time, with a deadline
// shorter than the interval; the size of the response is limited, and its content checked.
//
// For a balancer on this machine the admin socket is used, which needs no network, and its URL only
// if the socket cannot be reached. If both fail, the problem of the socket is reported.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/base/url.h"
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
    std::function<void()> on_change;  // the balancer became reachable or unreachable
    std::function<void()> on_end;     // a request has succeeded or failed; after on_change
  };

  Poller(EventLoop& loop, Resolver& resolver, Url balancer, News news);

  const Url& balancer() const { return balancer_; }
  const PollState& state() const { return state_; }
  bool asking() const { return request_ != nullptr || asking_socket_; }

  // "" if it is not known.
  void set_admin_socket(std::string path) { admin_socket_ = std::move(path); }

  // Does nothing while the previous request is in flight.
  void ask(const std::string& stats_path, std::chrono::milliseconds interval);

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
  std::chrono::milliseconds deadline_{};
  PollState state_;
  std::unique_ptr<HttpGet> request_;
  bool asking_socket_ = false;
  std::string no_socket_;           // why the socket could not be used
  std::optional<SideThread> side_;  // last, because its jobs use the members above
};

}  // namespace rrlb
