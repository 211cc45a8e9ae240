// The dashboard's daemon: rounds of polls, routes, signals and sd_notify on one loop.
//
// SIGTERM and SIGINT end it at once. SIGHUP takes up the balancers, the interval and the log level;
// a new listen address waits for a restart, and a file with problems changes nothing.
#pragma once

#include <string>
#include <vector>

#include "core/config.h"
#include "poll/rounds.h"
#include "runtime/event_loop.h"
#include "runtime/http_server.h"
#include "runtime/signals.h"
#include "view/recent.h"
#include "view/view.h"
#include "view/view_json.h"
#include "web/stream.h"

namespace rrlb {

class Dashboard {
 public:
  Dashboard(std::string config_file, const Config& config);

  // Serves on the socket until a signal ends it.
  void run(UniqueFd listening_socket);

 private:
  void add_routes();
  void apply(const Config& config);
  void reload();
  void on_change(const Poller& poller);
  void on_round();
  void tick();
  void tell_status();
  View view() const;

  const std::string config_file_;
  const ListenAddress listens_on_;
  EventLoop loop_;
  PageFacts facts_;
  std::string balancers_;           // their URLs, as the journal names them
  std::vector<std::string> hosts_;  // further names that it may be called by
  std::string told_;                // the last STATUS
  Recent recent_;
  EventStreams streams_;
  Rounds rounds_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer tick_;
};

}  // namespace rrlb
