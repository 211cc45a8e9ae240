#include "daemon/balancer.h"

#include <fcntl.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <thread>
#include <unordered_map>
#include <utility>

#include "common/program/command_line.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"
#include "daemon/balance/fitness/response_ewma.h"
#include "daemon/report/records.h"
#include "daemon/state/sticky_key.h"

namespace rrlb {
namespace {

constexpr unsigned kAdminSocketMode = 0660;

std::size_t worker_count(const BalancerConfig& config) {
  if (config.workers != 0) return config.workers;
  return std::max(1U, std::thread::hardware_concurrency());
}

Moment now() { return {Clock::now(), std::chrono::system_clock::now()}; }

}  // namespace

Balancer::Balancer(std::string config_file, ParsedConfig loaded, OwnProgram program)
    : started_with_{loaded.config.balancer},
      lag_{loop_, [this](std::chrono::microseconds lag) { control_lag_.record(lag); }},
      news_{loop_, roster_},
      sockets_{worker_count(started_with_)},
      admin_{loop_},
      publisher_{loop_, roster_, workers_, news_},
      pool_watch_{loop_, roster_, workers_.between_workers(), publisher_, news_},
      prober_{loop_, lag_,
              [this](Upstream& upstream, Status before, bool moved) {
                after_probe(upstream, before, moved);
              }},
      running_{loop_, std::move(config_file), std::move(loaded),
               [this](const Config& effective) { apply(effective); },
               [this](const JournalRecord& record) { news_.note(record); }},
      reloads_{started_with_, running_, roster_, workers_, news_},
      shutdown_{loop_, workers_, sockets_, [this] { charge_.stop_successor(); }},
      charge_{loop_, std::move(program), charge_actions()},
      own_endpoints_{
          loop_, admin_, {roster_, workers_, publisher_, reloads_, shutdown_, control_lag_}},
      api_{admin_,
           {running_, roster_, news_.events(), news_.alerts(), [this] { return reload(); },
            [this](const Config& wanted) { return reloads_.needs_restart(wanted.balancer); }}},
      metrics_records_{loop_,
                       [this](std::size_t position) {
                         return position < roster_.size()
                                    ? std::optional{backend_snapshot(
                                          roster_, roster_.entries()[position], now())}
                                    : std::nullopt;
                       }},
      access_records_{loop_, workers_},
      service_report_{loop_, workers_,
                      [this] { return status_line(roster_, workers_.totals().requests); }},
      first_probes_{loop_, roster_, [this] { start(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }} {
  apply(running_.effective());
  news_.apply(running_.file().alerts);
}

Balancer::~Balancer() = default;

Charge::Actions Balancer::charge_actions() {
  Charge::Actions actions;
  actions.can_be_replaced = [this] { return workers_.started() && !shutdown_.begun(); };
  actions.sockets = [this] {
    std::vector<PassedSocket> sockets = sockets_.to_pass_on();
    sockets.push_back({admin_socket_.get(), kAdminName});
    return sockets;
  };
  actions.taken = [this] {
    news_.send_alerts(true);
    running_.take_over();
    sockets_.store();
    service_report_.watch();
    if (!workers_.started()) return serve_admin();  // the rest follows when they start
    service::ready(status_line(roster_, workers_.totals().requests));
  };
  actions.handed_over = [this] {
    news_.send_alerts(false);
    running_.hand_over();
    admin_.stop_accepting();
    shutdown_.hand_over();
  };
  return actions;
}

std::string Balancer::open_sockets() {
  std::vector<InheritedSocket> inherited = take_inherited_sockets();
  if (UniqueFd channel = take_channel(inherited)) {
    charge_.follow(std::move(channel));
    news_.send_alerts(false);
    running_.hand_over();  // until this process is in charge
  }
  admin_socket_ = take_admin_socket(inherited, started_with_.admin_socket);
  const auto start =
      charge_.held() ? ListeningSockets::Start::alone : ListeningSockets::Start::beside_predecessor;
  std::string problem = sockets_.open(started_with_.listen, std::move(inherited), start);
  if (problem.empty() && !admin_socket_) {
    ListenSocket admin = listen_unix(started_with_.admin_socket, kAdminSocketMode);
    admin_socket_ = std::move(admin.fd);
    problem = admin.problem;
  }
  if (problem.empty() && charge_.held()) sockets_.store();
  return problem;
}

bool Balancer::run() {
  if (charge_.held()) serve_admin();
  service_report_.watch();
  running_.begin();  // overrides whose time was over while nothing ran
  first_probes_.begin();
  loop_.run();
  const WorkerTotals at_the_end = workers_.totals();
  workers_.end();
  access_records_.finish();
  write_record(stop_record(at_the_end.requests, at_the_end.clients));
  return !failed_to_start_;
}

// Makes a configuration effective, in all parts that have one.
void Balancer::apply(const Config& effective) {
  set_log_level(effective.log.level);
  std::unordered_map<const Upstream*, Status> before;
  for (const auto& entry : roster_.entries()) {
    before.emplace(entry.upstream.get(), entry.upstream->status());
  }
  roster_.apply(effective, now(), sticky_tokens(effective.sticky));
  for (const auto& entry : roster_.entries()) {
    const auto known = before.find(entry.upstream.get());
    if (known == before.end() || known->second == entry.upstream->status()) continue;
    news_.status_set(*entry.upstream, known->second);
  }
  pool_watch_.apply(effective);
  shutdown_.apply(effective.balancer.drain_timeout);
  own_endpoints_.apply(effective.balancer.cors_origins);
  prober_.apply(roster_, effective.health);
  publisher_.publish();
  metrics_records_.apply(effective.log.metrics_interval);
  access_records_.apply(effective.log.access);
  first_probes_.check();
}

std::vector<Problem> Balancer::reload() {
  if (shutdown_.begun()) return {};
  return reloads_.reload();
}

void Balancer::after_probe(Upstream& upstream, Status before, bool moved) {
  const bool changed = upstream.status() != before;
  if (changed) {
    news_.status_changed(upstream, before, after_probes(upstream, before),
                         upstream.facts().last_probe->detail);
  }
  if (changed || moved) publisher_.publish_soon();
  // Where nobody sees the responses, the probes tell how quick a backend is.
  if (const auto latency = upstream.facts().latency; latency && roster_.mode() == Mode::redirect) {
    record_response_time(upstream.counters().response_ewma_us, *latency);
  }
  first_probes_.check();
}

// When every backend has been probed, or it has taken too long.
void Balancer::start() {
  if (shutdown_.begun()) return;
  try {
    start_workers();
  } catch (const std::exception& failure) {  // no descriptors, no threads
    log_error(std::string{"workers: "} + failure.what());
    failed_to_start_ = true;
    return loop_.stop();
  }
  news_.note(start_record(version(), workers_.size(), roster_.size()));
  service::ready(status_line(roster_, 0));
  service_report_.begin();
  pool_watch_.begin();
  if (charge_.held()) return;
  serve_admin();
  charge_.report_ready();
}

void Balancer::start_workers() {
  for (const std::string& address : sockets_.descriptions()) log_info("listening on " + address);
  workers_.start(
      worker_count(started_with_),
      [this](std::size_t worker) { return sockets_.for_worker(worker); },
      roster_.topology(Clock::now()),
      [this](std::size_t worker, OwnRequest request, std::function<void(const HttpAnswer&)> reply) {
        own_endpoints_.ask(worker, std::move(request), std::move(reply));
      });
}

// Keeps the socket itself, to be passed on.
void Balancer::serve_admin() {
  admin_.serve(UniqueFd{::fcntl(admin_socket_.get(), F_DUPFD_CLOEXEC, 0)});
}

}  // namespace rrlb
