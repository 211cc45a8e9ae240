#include "daemon/balancer.h"

#include <fcntl.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <thread>
#include <unordered_map>
#include <utility>

#include "common/base/base64.h"
#include "common/program/command_line.h"
#include "common/program/config_file.h"
#include "common/program/keyed_hash.h"
#include "common/program/secret_file.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"
#include "daemon/admin/stats_answer.h"
#include "daemon/balance/fitness/response_ewma.h"
#include "daemon/report/records.h"

namespace rrlb {
namespace {

constexpr unsigned kAdminSocketMode = 0660;
constexpr Milliseconds kDrainLook{20};
constexpr Milliseconds kAccessInterval{50};
constexpr std::size_t kAccessRecordsATurn = 500;  // of each worker: 15 ms of the journal's time
constexpr std::chrono::seconds kBetweenComplaints{10};
constexpr Milliseconds kLongestWaitForProbes{10'000};  // then it starts with what is known
constexpr Milliseconds kCostlyTopology{5};             // thousands of backends of different weights
constexpr int kPublishShare = 10;  // of the time, at most one in so many goes into new topologies
constexpr Milliseconds kIdleGrace{10'000};  // after a take-over
constexpr Milliseconds kStopMargin{5'000};  // beyond drain_timeout, before systemd kills

std::size_t worker_count(const BalancerConfig& config) {
  if (config.workers != 0) return config.workers;
  return std::max(1U, std::thread::hardware_concurrency());
}

// The first of these sockets, if there is one.
template <typename Condition>
UniqueFd take_first(std::vector<InheritedSocket>& inherited, Condition condition) {
  const auto found = std::find_if(inherited.begin(), inherited.end(), condition);
  if (found == inherited.end()) return {};
  UniqueFd taken = std::move(found->fd);
  inherited.erase(found);
  return taken;
}

UniqueFd take_channel(std::vector<InheritedSocket>& inherited) {
  return take_first(inherited,
                    [](const InheritedSocket& socket) { return socket.name == kChannelName; });
}

// That of the predecessor may be at another path than we are to listen on.
UniqueFd take_admin_socket(std::vector<InheritedSocket>& inherited, const std::string& path) {
  UniqueFd taken = take_first(inherited, [&path](const InheritedSocket& socket) {
    return listens_on_unix(socket.fd.get(), path);
  });
  std::erase_if(inherited, [](const InheritedSocket& other) { return other.name == kAdminName; });
  return taken;
}

}  // namespace

Control::Control(std::string config_file, const ParsedConfig& loaded, OwnProgram program)
    : started_with_{loaded.config},
      own_stats_{ProcessStats::observe("self")},
      worker_count_{worker_count(started_with_.balancer)},
      sockets_{worker_count_},
      admin_{loop_},
      running_{loop_, std::move(config_file), loaded,
               [this](const Config& effective) { apply(effective); },
               [this](const JournalRecord& record) { note(record); }},
      prober_{loop_, [this](Upstream& upstream, Status before,
                            bool moved) { after_probe(upstream, before, moved); }},
      pool_watch_{
          loop_, roster_, shared_by_workers_, [this] { publish_soon(); },
          [this](Upstream& upstream, Status before, const std::string& how,
                 const std::string& reason) { tell_status(upstream, before, how, reason); }},
      state_news_{loop_, roster_, [this](const JournalRecord& record) { note(record); }},
      alerts_{loop_, [this](LogLevel level, const std::string& line) { tell_alert(level, line); }},
      api_{admin_,
           {running_, roster_, events_, alerts_, [this] { return reload(); },
            [this](const Config& wanted) { return restart_needed(started_with_, wanted); }}},
      report_{loop_, workers_,
              [this] {
                return status_line(roster_.eligible(), roster_.upstreams().size(),
                                   totals().requests);
              }},
      on_terminate_{loop_, SIGTERM, [this] { stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      metrics_records_{loop_, [this] { write_metrics_records(); }},
      access_records_{loop_, [this] { write_access_records(kAccessRecordsATurn); }},
      publish_pause_{loop_,
                     [this] {
                       if (publish_waits_) publish();
                     }},
      start_anyway_{loop_, [this] { start_workers(); }},
      own_answers_{loop_, [this] { answer_own(); }},
      successor_{loop_, std::move(program), [this] { hand_over(); }},
      on_take_over_{loop_, SIGUSR2, [this] { take_over(); }},
      idle_grace_{loop_,
                  [this] {
                    for (const auto& worker : workers_) worker->end_idle();
                  }},
      drained_{loop_, [this] { leave_when_drained(); }} {
  roster_.apply(running_.effective(), {Clock::now(), std::chrono::system_clock::now()},
                sticky_tokens(started_with_.sticky));
  for (const std::string& line : alerts_.apply(started_with_.alerts)) log_warning(line);
}

Control::~Control() = default;

std::string Control::open_sockets() {
  const BalancerConfig& config = started_with_.balancer;
  std::vector<InheritedSocket> inherited = take_inherited_sockets();
  know_predecessor(take_channel(inherited));
  admin_socket_ = take_admin_socket(inherited, config.admin_socket);
  const auto start =
      predecessor_ ? ListeningSockets::Start::beside_predecessor : ListeningSockets::Start::alone;
  std::string problem = sockets_.open(config.listen, std::move(inherited), start);
  if (problem.empty() && !admin_socket_) {
    ListenSocket admin = listen_unix(config.admin_socket, kAdminSocketMode);
    admin_socket_ = std::move(admin.fd);
    problem = admin.problem;
  }
  if (problem.empty() && in_charge_) sockets_.store();
  return problem;
}

void Control::know_predecessor(UniqueFd channel) {
  if (!channel) return;
  in_charge_ = false;
  service::be_silent();
  running_.hand_over();  // until it is in charge
  predecessor_ =
      std::make_unique<Channel>(loop_, std::move(channel), [this](bool) { be_in_charge(); });
}

bool Control::run() {
  route_admin();
  if (in_charge_) serve_admin();
  report_.watch();
  running_.begin();  // what was over while nothing ran
  prober_.apply(roster_);
  start_anyway_.start(kLongestWaitForProbes);
  start_workers_when_probed();
  loop_.run();
  const std::uint64_t cut = totals().clients;
  const std::uint64_t requests = totals().requests;
  end_workers();
  write_record(stop_record(requests, cut));
  return !failed_to_start_;
}

void Control::after_probe(Upstream& upstream, Status before, bool moved) {
  const bool changed = upstream.status() != before;
  if (changed) {
    tell_status(upstream, before, after_probes(upstream, before, roster_.config().health),
                upstream.facts().last_probe->detail);
  }
  if (changed || moved) publish_soon();
  // Where nobody sees the responses, the probes tell how quick a backend is.
  if (const auto latency = upstream.facts().latency;
      latency && roster_.config().balancer.mode == Mode::redirect) {
    record_response_time(upstream.counters().response_ewma_us, *latency);
  }
  if (workers_.empty()) start_workers_when_probed();
}

void Control::tell_status(Upstream& upstream, Status before, const std::string& how,
                          const std::string& reason) {
  state_news_.tell(upstream, before, how, reason);
  alert(upstream, before, reason);
}

void Control::alert(const Upstream& upstream, Status before, const std::string& reason) {
  if (!in_charge_) return;  // who takes over, or has, tells it
  alerts_.tell({upstream.name(), upstream.url().text(), before, upstream.status(), reason,
                std::chrono::system_clock::now()});
}

void Control::tell_alert(LogLevel level, const std::string& line) {
  if (level == LogLevel::debug) return log_debug(line);
  log_warning(line);
  events_.add(level, "alert", {}, line, std::chrono::system_clock::now());
}

// To the journal, and for those who ask what has happened.
void Control::note(const JournalRecord& record) {
  write_record(record);
  events_.add(record.level, record.field("RRLB_EVENT"), record.field("RRLB_BACKEND"),
              record.message, std::chrono::system_clock::now());
}

void Control::start_workers_when_probed() {
  if (roster_.all_probed()) start_workers();
}

void Control::start_workers() {
  if (stopping_ || !workers_.empty()) return;
  start_anyway_.cancel();
  try {
    make_workers();
  } catch (const std::exception& failure) {  // no descriptors, no threads
    log_error(std::string{"workers: "} + failure.what());
    failed_to_start_ = true;
    return loop_.stop();
  }
  note(start_record(version(), workers_.size(), roster_.upstreams().size()));
  service::ready(status_line(roster_.eligible(), roster_.upstreams().size(), 0));
  report_.begin();
  pool_watch_.begin();
  plan_metrics_records();
  plan_access_records();
  if (!in_charge_) {
    serve_admin();
    predecessor_->say();
  }
}

void Control::make_workers() {
  shared_by_workers_.wake_queues = [this] {
    if (!workers_are_made_.load(std::memory_order_acquire)) return;
    for (const auto& worker : workers_) worker->wake_queue();
  };
  shared_by_workers_.close_unused = [this] {
    if (!workers_are_made_.load(std::memory_order_acquire)) return;
    for (const auto& worker : workers_) worker->close_unused();
  };
  shared_by_workers_.look_for_outliers = [this] { loop_.post([this] { pool_watch_.look(); }); };
  const auto topology = roster_.topology(Clock::now());
  for (const std::string& address : sockets_.descriptions()) log_info("listening on " + address);
  for (std::size_t i = 0; i < worker_count_; ++i) {
    workers_.push_back(std::make_unique<Worker>(shared_by_workers_, sockets_.for_worker(i),
                                                topology, own_answers_for(i)));
  }
  workers_are_made_.store(true, std::memory_order_release);
}

// At once, unless the last one was costly and only just: what changes meanwhile then goes out
// together.
void Control::publish_soon() {
  if (publish_pause_.pending()) {
    publish_waits_ = true;
  } else {
    publish();
  }
}

void Control::publish() {
  if (workers_.empty()) return;
  const TimePoint began = Clock::now();
  const auto topology = roster_.topology(Clock::now());
  for (const auto& worker : workers_) worker->publish(topology);
  if (std::exchange(in_panic_, topology->panic.panic) != topology->panic.panic) {
    note(panic_record(topology->panic, roster_.config().health.panic_threshold_percent));
  }
  const auto took = std::chrono::floor<Milliseconds>(Clock::now() - began);
  publish_waits_ = false;
  if (took >= kCostlyTopology) publish_pause_.start(took * kPublishShare);
}

// With problems the running configuration stays, and they have been printed.
std::vector<Problem> Control::reload() {
  if (stopping_) return {};
  const bool started = !workers_.empty();  // before, nobody has been told that it is ready
  if (started) service::reloading();
  const std::size_t before = roster_.upstreams().size();
  const std::vector<Problem> problems = running_.reload();
  count_reload(problems.empty());
  if (problems.empty()) {
    for (const std::string& line : restart_needed(started_with_, running_.file())) {
      log_warning(line);
    }
    for (const std::string& line : alerts_.apply(running_.file().alerts)) log_warning(line);
    note(reload_record(roster_.upstreams().size(), before));
  } else {
    print_problems(problems);
    note(reload_refused_record(problems.size(), running_.config_file()));
  }
  if (started) {
    service::ready(status_line(roster_.eligible(), roster_.upstreams().size(), totals().requests));
  }
  return problems;
}

void Control::count_reload(bool succeeded) {
  ++(succeeded ? reloads_.succeeded : reloads_.refused);
  reloads_.last_succeeded = succeeded;
  if (succeeded) reloads_.last_success = std::chrono::system_clock::now();
}

void Control::apply(const Config& config) {
  set_log_level(config.log.level);
  std::unordered_map<const Upstream*, Status> before;
  for (const auto& upstream : roster_.upstreams()) before[upstream.get()] = upstream->status();
  roster_.apply(config, {Clock::now(), std::chrono::system_clock::now()},
                sticky_tokens(config.sticky));
  for (const auto& upstream : roster_.upstreams()) {
    const auto known = before.find(upstream.get());
    if (known == before.end() || known->second == upstream->status()) continue;
    note(state_record(*upstream, known->second, {}, "as was asked for"));  // never summed up
    alert(*upstream, known->second, "as was asked for");
  }
  prober_.apply(roster_);
  publish();
  plan_metrics_records();
  plan_access_records();
  if (workers_.empty()) start_workers_when_probed();
}

// With a key that cannot be read nobody is kept with his backend; requests are answered all the
// same.
Roster::TokenOf Control::sticky_tokens(const StickyConfig& config) {
  if (config.cookie.empty()) return {};
  const Secret secret = read_secret(config.key_file);
  if (!secret.warning.empty()) log_warning("sticky.key_file: " + secret.warning);
  if (!secret.problem.empty()) {
    log_warning("sticky.key_file: " + secret.problem + "; no client is kept with its backend");
    return {};
  }
  return [key = secret.value](const std::string& name) {
    constexpr std::size_t kBytes = 16;
    return to_base64url(hmac_sha256(key, name).substr(0, kBytes));
  };
}

void Control::route_admin() {
  admin_.route("GET", "/stats", [this](const HttpRequest& request) {
    return stats_answer(request.method, "", {}, to_json(snapshot()));
  });
  admin_.route("GET", "/metrics", [this](const HttpRequest&) { return metrics(); });
  admin_.route("GET", "/health", [this](const HttpRequest&) { return health(); });
}

// One is kept to be passed on.
void Control::serve_admin() {
  admin_.serve(UniqueFd{::fcntl(admin_socket_.get(), F_DUPFD_CLOEXEC, 0)});
}

// Well means: requests are answered. How many backends are up is told, and judged by who asks.
HttpAnswer Control::health() const {
  const std::size_t up = roster_.eligible();
  const std::string line = status_line(up, roster_.upstreams().size(), totals().requests) + "\n";
  const bool serving = !workers_.empty() && !stopping_;
  return {
      serving ? 200 : 503, "text/plain; charset=utf-8", stopping_ ? "stopping, " + line : line, {}};
}

AskOwn Control::own_answers_for(std::size_t worker) {
  return [this, worker](OwnRequest request, std::function<void(const HttpAnswer&)> reply) {
    loop_.post([this, question = OwnQuestion{worker, std::move(request), std::move(reply)}] {
      own_questions_.push_back(question);
      if (!own_answers_.pending()) own_answers_.start(Milliseconds{0});
    });
  };
}

// One snapshot for all who asked up to now, once each turn of the loop: however many ask, probes,
// signals and the watchdog have their turn too. It is newer than all that was answered to them
// before.
void Control::answer_own() {
  const std::string json = to_json(snapshot());
  for (OwnQuestion& question : std::exchange(own_questions_, {})) {
    HttpAnswer answer = stats_answer(question.request.method, question.request.origin,
                                     roster_.config().balancer.cors_origins, json);
    workers_[question.worker]->post(
        [reply = std::move(question.reply), answer = std::move(answer)] { reply(answer); });
  }
}

HttpAnswer Control::metrics() {
  const double cpu_seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  const BesideSnapshot beside{
      read_response_times(roster_), read_tallies(roster_), reloads_, {cpu_seconds, started_at_}};
  return {200, kPrometheusContentType, prometheus_text(snapshot(), totals(), beside), {}};
}

Snapshot Control::snapshot() {
  const auto now = Clock::now();
  const OwnFacts own{version(), std::chrono::duration_cast<std::chrono::seconds>(now - started_),
                     totals(), own_stats_ ? own_stats_->read() : std::nullopt, in_panic_};
  return build_snapshot(roster_, own, {now, std::chrono::system_clock::now()});
}

WorkerTotals Control::totals() const {
  WorkerTotals sum;
  for (const auto& worker : workers_) {
    const WorkerCounters& counters = worker->counters();
    sum.requests += counters.requests.load(std::memory_order_relaxed);
    sum.unserved += counters.unserved.load(std::memory_order_relaxed);
    sum.refused += counters.refused.load(std::memory_order_relaxed);
    sum.connections += counters.connections.load(std::memory_order_relaxed);
    sum.clients += counters.clients.load(std::memory_order_relaxed);
    sum.access_dropped += worker->access().dropped();
    sum.in_flight += counters.in_flight.load(std::memory_order_relaxed);
  }
  return sum;
}

void Control::plan_metrics_records() {
  const Milliseconds interval = roster_.config().log.metrics_interval;
  metrics_records_.cancel();
  if (interval.count() > 0) metrics_records_.start(interval);
}

void Control::write_metrics_records() {
  for (const BackendSnapshot& backend : snapshot().backends) {
    write_record(metrics_record(backend));
  }
  plan_metrics_records();
}

// The workers do not wait for these: what they cannot hand over meanwhile is dropped, and told.
void Control::write_access_records(std::size_t most_of_each) {
  for (const auto& worker : workers_) {
    for (std::size_t i = 0; i < most_of_each; ++i) {
      const AccessRecord* record = worker->access().oldest();
      if (record == nullptr) break;
      write_record(access_record(*record));
      worker->access().pop();
    }
  }
  plan_access_records();
}

void Control::plan_access_records() {
  access_records_.cancel();
  if (roster_.config().log.access) access_records_.start(kAccessInterval);
  const std::uint64_t dropped = totals().access_dropped;
  if (dropped == access_dropped_ || Clock::now() < tell_dropped_) return;
  log_warning("access: " + std::to_string(dropped - access_dropped_) +
              " records dropped, for there were more than could be written");
  access_dropped_ = dropped;
  tell_dropped_ = Clock::now() + kBetweenComplaints;
}

void Control::end_workers() {
  for (const auto& worker : workers_) worker->end();
  write_access_records(AccessLog::kSlots);
  access_records_.cancel();
  workers_are_made_.store(false, std::memory_order_release);  // places freed now are for nobody
  workers_.clear();
}

// Starts the program anew, to take the place of this process.
void Control::take_over() {
  if (stopping_) return;
  if (workers_.empty() || !in_charge_) {
    return log_warning("take-over: this process is not ready itself, no other is started");
  }
  std::vector<PassedSocket> sockets = sockets_.to_pass_on();
  sockets.push_back({admin_socket_.get(), kAdminName});
  successor_.start(std::move(sockets));
}

// There is no hurry: idle clients have some time to send another request, which would cross the end
// of their connection otherwise, and be lost.
void Control::hand_over() {
  service::hand_over_to(successor_.pid());
  successor_.put_in_charge();
  log_info("take-over: process " + std::to_string(successor_.pid()) +
           " is in charge, this one answers its clients and ends");
  in_charge_ = false;
  running_.hand_over();
  admin_.stop_accepting();
  begin_drain();
  for (const auto& worker : workers_) worker->take_no_more();
  idle_grace_.start(std::min(kIdleGrace, roster_.config().balancer.drain_timeout / 2));
  leave_when_drained();
}

// The predecessor has said so, or is gone.
void Control::be_in_charge() {
  in_charge_ = true;
  running_.take_over();
  service::speak();
  sockets_.store();
  report_.watch();
  if (workers_.empty()) return serve_admin();  // the rest follows when they start
  service::ready(status_line(roster_.eligible(), roster_.upstreams().size(), totals().requests));
}

// The first signal drains; a second one leaves at once.
void Control::stop() {
  if (asked_to_stop_) return loop_.stop();
  asked_to_stop_ = true;
  successor_.stop();
  if (!stopping_) {
    service::stopping("draining, " + std::to_string(totals().clients) + " clients connected");
    service::extend_timeout(roster_.config().balancer.drain_timeout + kStopMargin);
    begin_drain();
  }
  for (const auto& worker : workers_) worker->drain();
  leave_when_drained();
}

void Control::begin_drain() {
  stopping_ = true;
  stop_by_ = Clock::now() + roster_.config().balancer.drain_timeout;
  sockets_.close();
}

bool Control::all_drained() const {
  return std::all_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->draining(); }) &&
         totals().clients == 0;
}

void Control::leave_when_drained() {
  if (all_drained() || Clock::now() >= stop_by_) return loop_.stop();
  drained_.start(kDrainLook);
}

}  // namespace rrlb
