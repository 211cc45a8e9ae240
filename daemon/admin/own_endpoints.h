// What the balancer answers itself: /stats, /metrics and /health on the admin socket, and /stats on
// the port of the clients, whose questions come from the workers.
//
// However many clients ask, there is one snapshot for all of them in each turn of the loop, so that
// probes, signals and the watchdog have their turn too.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "common/process/process_stats.h"
#include "daemon/admin/snapshot.h"
#include "daemon/balance/fitness/response_times.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/lifecycle/shutdown.h"
#include "daemon/state/publisher.h"
#include "daemon/state/reloads.h"
#include "daemon/worker/workers.h"

namespace rrlb {

class OwnEndpoints {
 public:
  struct Parts {
    const Roster& roster;
    Workers& workers;
    const Publisher& publisher;
    const Reloads& reloads;
    const Shutdown& shutdown;
    const ResponseTimes& control_lag;  // how late the control thread's loop was
  };

  OwnEndpoints(EventLoop& loop, HttpServer& admin, Parts parts);

  // Of which origins pages may read /stats on the port of the clients.
  void apply(std::vector<std::string> cors_origins) { cors_origins_ = std::move(cors_origins); }

  // A client's request, read by the worker of that number. From the worker's thread; `reply` is
  // called on it.
  void ask(std::size_t worker, OwnRequest request, std::function<void(const HttpAnswer&)> reply);

 private:
  struct Question {
    std::size_t worker;
    OwnRequest request;
    std::function<void(const HttpAnswer&)> reply;
  };

  void answer_questions();
  HttpAnswer health() const;
  HttpAnswer metrics();
  Snapshot snapshot();

  EventLoop& loop_;
  const Parts parts_;
  const TimePoint started_ = Clock::now();
  const WallTime started_at_ = std::chrono::system_clock::now();
  std::optional<ProcessStats> own_stats_ = ProcessStats::observe("self");
  std::vector<std::string> cors_origins_;
  std::vector<Question> questions_;
  Timer answers_;
};

}  // namespace rrlb
