// The sample backend, and the metrics agent beside a real one: routes, signals and sd_notify on one
// loop.
//
// SIGTERM and SIGINT: takes no new connections, goes on answering those it has for half a second,
// and leaves; a second signal leaves at once. SIGHUP takes up log.level, nothing else may change
// while it runs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/config/parse.h"
#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "common/process/process_stats.h"

namespace rrlb {

class BackendServer {
 public:
  // Where the configuration is read from at a reload.
  struct ConfigSource {
    std::string file;  // for messages
    std::function<ParsedConfig()> load;
  };

  BackendServer(std::string name, ProcessStats observed, ConfigSource config);

  // Serves on the socket until a signal ends it.
  void run(UniqueFd listening_socket);

 private:
  void add_routes();
  void stop();
  void reload();
  void feed_watchdog();
  void tell_status();

  const std::string name_;
  const ConfigSource config_;
  ProcessStats observed_;
  std::uint64_t requests_ = 0;  // all but those for /health and /metrics
  bool stopping_ = false;
  std::string told_;  // the last STATUS
  EventLoop loop_;
  HttpServer server_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer watchdog_;
  Timer status_;
  Timer leave_;
};

}  // namespace rrlb
