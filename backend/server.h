// The sample backend, and the metrics agent beside a real one: routes, signals and sd_notify on one
// loop.
#pragma once

#include <cstdint>
#include <string>

#include "core/config.h"
#include "runtime/event_loop.h"
#include "runtime/http_server.h"
#include "runtime/process_stats.h"
#include "runtime/signals.h"

namespace rrlb {

class BackendServer {
 public:
  BackendServer(std::string name, ProcessStats observed, std::string config_file);

  // Serves on the socket until a signal ends it.
  void run(UniqueFd listening_socket);

 private:
  void add_routes();
  void stop();
  void reload();
  void tick();

  const std::string name_;
  const std::string config_file_;
  ProcessStats observed_;
  std::uint64_t requests_ = 0;
  EventLoop loop_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer tick_;
  Timer leave_;
};

}  // namespace rrlb
