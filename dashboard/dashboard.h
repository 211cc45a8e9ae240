// The dashboard's daemon: poller, routes, signals and sd_notify on one loop.
//
// SIGTERM and SIGINT end it at once. SIGHUP takes up the balancer's URL, the interval and the log
// level; a new listen address waits for a restart, and a file with problems changes nothing.
#pragma once

#include <string>

#include "core/config.h"
#include "poller.h"
#include "runtime/event_loop.h"
#include "runtime/http_server.h"
#include "runtime/signals.h"
#include "view_model.h"

namespace rrlb {

class Dashboard {
 public:
  Dashboard(std::string config_file, const Config& config);

  // Serves on the socket until a signal ends it.
  void run(UniqueFd listening_socket);

 private:
  void apply(const Config& config);
  void reload();
  void on_change();
  void tick();
  void tell_status();

  const std::string config_file_;
  const ListenAddress listens_on_;
  EventLoop loop_;
  PageFacts facts_;
  std::string told_;  // the last STATUS
  Poller poller_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer tick_;
};

}  // namespace rrlb
