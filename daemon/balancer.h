// The balancer: its parts, and what each of them has to know of the others.
//
// All parts live on the control thread, on one event loop; the control thread alone changes
// anything. Workers take up what is published to them. They begin to accept when every backend has
// had its first probe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "common/event/loop_lag.h"
#include "common/event/signals.h"
#include "daemon/admin/api.h"
#include "daemon/admin/own_endpoints.h"
#include "daemon/balance/fitness/response_times.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/lifecycle/charge.h"
#include "daemon/lifecycle/first_probes.h"
#include "daemon/lifecycle/listening_sockets.h"
#include "daemon/lifecycle/service_report.h"
#include "daemon/lifecycle/shutdown.h"
#include "daemon/probe/prober.h"
#include "daemon/report/access_records.h"
#include "daemon/report/metrics_records.h"
#include "daemon/report/news.h"
#include "daemon/state/pool_watch.h"
#include "daemon/state/publisher.h"
#include "daemon/state/reloads.h"
#include "daemon/state/running_config.h"
#include "daemon/worker/workers.h"

namespace rrlb {

class Balancer {
 public:
  Balancer(std::string config_file, ParsedConfig loaded, OwnProgram program);
  ~Balancer();

  // Opens all sockets, or inherits them. Returns an error message, or "" on success.
  std::string open_sockets();

  // Serves until a signal ends it. False if it could not begin to; the log says why.
  bool run();

 private:
  Charge::Actions charge_actions();
  void apply(const Config& effective);
  std::vector<Problem> reload();
  void after_probe(Upstream& upstream, Status before, bool moved);
  void start();
  void start_workers();
  void serve_admin();

  const BalancerConfig started_with_;  // what listens, and how many workers there are, stays so
  EventLoop loop_;
  ResponseTimes control_lag_;
  LoopLag lag_;
  Roster roster_;
  News news_;
  ListeningSockets sockets_;
  UniqueFd admin_socket_;
  HttpServer admin_;
  Workers workers_;
  Publisher publisher_;
  PoolWatch pool_watch_;
  Prober prober_;
  RunningConfig running_;
  Reloads reloads_;
  Shutdown shutdown_;
  Charge charge_;
  OwnEndpoints own_endpoints_;
  AdminApi api_;
  MetricsRecords metrics_records_;
  AccessRecords access_records_;
  ServiceReport service_report_;
  FirstProbes first_probes_;
  SignalWatch on_hangup_;
  bool failed_to_start_ = false;
};

}  // namespace rrlb
