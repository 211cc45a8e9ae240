// The dashboard's daemon: poller, routes, signals and sd_notify on one loop.
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
  std::string status() const;

  const std::string config_file_;
  const ListenAddress listens_on_;
  EventLoop loop_;
  PageFacts facts_;
  Poller poller_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer tick_;
};

}  // namespace rrlb
