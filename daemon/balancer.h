// The control thread: the only one that changes anything.
//
// It opens the listening sockets (or inherits them), runs probes, admin socket, reloads, signals
// and the watchdog on one event loop, and publishes a topology to the workers whenever an
// upstream's status or the configuration changes. Workers begin to accept when every backend has
// had its first probe (clients wait in the kernel's queue until then, at most an interval and a
// timeout), so that a start answers no 503 that it need not.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/endpoint/http_server.h"
#include "common/event/event_loop.h"
#include "common/event/signals.h"
#include "common/process/process_stats.h"
#include "daemon/admin/api.h"
#include "daemon/admin/prometheus.h"
#include "daemon/admin/snapshot.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/lifecycle/listening_sockets.h"
#include "daemon/lifecycle/service_report.h"
#include "daemon/lifecycle/take_over.h"
#include "daemon/probe/prober.h"
#include "daemon/report/alerts.h"
#include "daemon/report/event_log.h"
#include "daemon/report/state_news.h"
#include "daemon/state/pool_watch.h"
#include "daemon/worker/worker.h"

namespace rrlb {

class Control {
 public:
  Control(std::string config_file, const ParsedConfig& loaded, OwnProgram program);
  ~Control();

  // Opens all sockets, or inherits them. Returns what hinders it, "" if nothing.
  std::string open_sockets();

  // Serves until a signal ends it. False if it could not begin to; why is in the log.
  bool run();

 private:
  void after_probe(Upstream& upstream, Status before, bool moved);
  void tell_status(Upstream& upstream, Status before, const std::string& how,
                   const std::string& reason);
  void alert(const Upstream& upstream, Status before, const std::string& reason);
  void tell_alert(LogLevel level, const std::string& line);
  void note(const JournalRecord& record);
  void know_predecessor(UniqueFd channel);
  void start_workers_when_probed();
  void start_workers();
  void make_workers();
  void publish_soon();
  void publish();

  std::vector<Problem> reload();
  void count_reload(bool succeeded);
  void apply(const Config& config);
  Roster::TokenOf sticky_tokens(const StickyConfig& config);

  void route_admin();
  void serve_admin();
  HttpAnswer health() const;
  AskOwn own_answers_for(std::size_t worker);
  void answer_own();
  HttpAnswer metrics();
  Snapshot snapshot();
  WorkerTotals totals() const;

  void write_metrics_records();
  void plan_metrics_records();
  void write_access_records(std::size_t most_of_each);
  void plan_access_records();
  void end_workers();

  void take_over();
  void hand_over();
  void be_in_charge();

  void stop();
  void begin_drain();
  bool all_drained() const;
  void leave_when_drained();

  // A client's request for the figures, and how its worker is told the answer.
  struct OwnQuestion {
    std::size_t worker;
    OwnRequest request;
    std::function<void(const HttpAnswer&)> reply;
  };

  const Config started_with_;  // what listens, and how many workers there are, stays as it was
  const TimePoint started_ = Clock::now();
  const WallTime started_at_ = std::chrono::system_clock::now();
  EventLoop loop_;
  Roster roster_;
  std::optional<ProcessStats> own_stats_;
  const std::size_t worker_count_;
  ListeningSockets sockets_;
  UniqueFd admin_socket_;
  HttpServer admin_;
  RunningConfig running_;
  Prober prober_;
  SharedByWorkers shared_by_workers_;
  PoolWatch pool_watch_;
  EventLog events_;
  StateNews state_news_;
  Alerts alerts_;
  AdminApi api_;
  ReloadTally reloads_{.last_success = started_at_};
  bool in_panic_ = false;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::atomic<bool> workers_are_made_{false};  // from then on workers_ does not change
  ServiceReport report_;
  SignalWatch on_terminate_;
  SignalWatch on_interrupt_;
  SignalWatch on_hangup_;
  Timer metrics_records_;
  Timer access_records_;
  std::uint64_t access_dropped_ = 0;  // as far as it was told
  TimePoint tell_dropped_{};
  Timer publish_pause_;  // after a topology that cost much to build
  bool publish_waits_ = false;
  Timer start_anyway_;
  bool failed_to_start_ = false;
  std::vector<OwnQuestion> own_questions_;  // answered all at once, by one snapshot
  Timer own_answers_;
  std::unique_ptr<Channel> predecessor_;  // of which this process is to take the place
  bool in_charge_ = true;                 // systemd's main process
  Successor successor_;
  SignalWatch on_take_over_;
  Timer idle_grace_;
  Timer drained_;
  TimePoint stop_by_{};
  bool stopping_ = false;       // or handing over
  bool asked_to_stop_ = false;  // by a signal
};

}  // namespace rrlb
