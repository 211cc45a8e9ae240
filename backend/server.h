// The sample backend and metrics agent: routes, signals and sd_notify on one event loop.
//
// At SIGTERM or SIGINT it accepts no new connections, serves the open ones for another half a
// second, and exits; at a second signal it exits immediately. SIGHUP reloads log.level; nothing
// else can change at run time.
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
  // Reads the configuration again at a reload.
  struct ConfigSource {
    std::string file;  // for messages
    std::function<ParsedConfig()> load;
  };

  BackendServer(std::string name, ProcessStats observed, ConfigSource config);

  // Serves on the socket until a signal stops the server.
  void run(UniqueFd listening_socket);

 private:
  void add_routes();
  void stop();
  void reload();
  void feed_watchdog();
  void report_status();

  const std::string name_;
  const ConfigSource config_;
  ProcessStats observed_;
  std::uint64_t requests_ = 0;  // without those for /health and /metrics
  bool stopping_ = false;
  std::string reported_;  // the last STATUS= sent to systemd
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
