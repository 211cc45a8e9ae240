#include "dashboard.h"

#include <unistd.h>

#include <array>
#include <csignal>

#include "history/history_points.h"
#include "history/history_routes.h"
#include "records.h"
#include "runtime/config_file.h"
#include "runtime/listen_socket.h"
#include "runtime/logging.h"
#include "runtime/service_notifier.h"
#include "view/page.h"
#include "web/host_check.h"
#include "web/read_routes.h"

namespace rrlb {
namespace {

constexpr Milliseconds kTick{5'000};

std::string machine_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace

Dashboard::Dashboard(std::string config_file, const Config& config)
    : config_file_{std::move(config_file)},
      listens_on_{config.dashboard.listen},
      rounds_{loop_, {[this](const Poller& poller) { on_change(poller); }, [this] { on_round(); }}},
      server_{loop_},
      on_terminate_{loop_, SIGTERM, [this] { loop_.stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { loop_.stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      tick_{loop_, [this] { tick(); }} {
  add_routes();
  apply(config);
}

void Dashboard::add_routes() {
  const std::string machine = machine_name();
  GuardedRoutes routes{
      server_,
      [this, machine](std::string_view host) { return host_allowed(host, machine, hosts_); },
      machine};
  add_web_routes(routes,
                 {[this] { return view(); }, [this] { return facts(); }, recent_, streams_});
  add_history_routes(
      routes, [this] { return history_ ? &*history_ : nullptr; },
      [this](const std::string& url) { return color_of(url); });
  add_fallback_routes(routes);
}

void Dashboard::apply(const Config& config) {
  set_log_level(config.log.level);
  interval_ = config.dashboard.interval;
  open_history(config);
  hosts_ = config.dashboard.hosts;
  balancers_.clear();
  for (const Url& url : config.dashboard.balancers) {
    balancers_ += (balancers_.empty() ? "" : ", ") + url.text();
  }
  rounds_.apply(config.dashboard.balancers, config.balancer.stats_path, config.dashboard.interval);
}

// What is open stays open; another file is another past.
void Dashboard::open_history(const Config& config) {
  const std::string& path = config.dashboard.history;
  if (history_ ? history_->path() == path : path.empty()) return;
  history_.reset();
  if (path.empty()) return;
  HistoryLimits limits;
  limits.max_bytes = config.dashboard.history_max_size;
  history_.emplace(loop_, path, limits, [this] { on_history_change(); });
  for (const KnownColor& known : history_->colors()) colors_.remember(known.url, known.color);
  if (history_->state().paused) on_history_change();
}

void Dashboard::on_history_change() {
  const HistoryState& state = history_->state();
  write_record(state.paused ? history_paused_record(history_->path(), state.why)
                            : history_resumed_record(history_->path()));
  if (!state.paused) {
    note(std::chrono::system_clock::now(), "history", "info", "the history is kept again");
  }
}

Color Dashboard::color_of(const std::string& url) {
  bool is_new = false;
  const Color color = colors_.color_of(url, shown_urls_, is_new);
  if (is_new && history_) history_->remember({url, color});
  return color;
}

View Dashboard::view() {
  const std::vector<Source> sources = rounds_.sources();
  shown_urls_.clear();
  for (const Source& source : sources) {
    if (!source.state->snapshot()) continue;
    for (const auto& backend : source.state->snapshot()->backends) {
      shown_urls_.push_back(backend.url);
    }
  }
  return build_view(
      sources, [this](const std::string& url) { return color_of(url); }, Clock::now());
}

PageFacts Dashboard::facts() const {
  PageFacts facts;
  facts.interval = interval_;
  if (history_) {
    const HistoryState& state = history_->state();
    facts.history = state.paused ? "paused" : "on";
    facts.history_why = state.why;
    facts.history_since = state.since;
  }
  return facts;
}

void Dashboard::run(UniqueFd listening_socket) {
  log_info("listening on " + bound_address(listening_socket.get()).text());
  server_.serve(std::move(listening_socket));
  write_record(start_record(balancers_));
  service::ready(told_ = status_line(view()));
  tick();
  loop_.run();
  service::stopping("stopping");
  write_record(stop_record());
}

void Dashboard::reload() {
  service::reloading();
  const ParsedConfig loaded = load_config(config_file_);
  if (loaded.problems.empty()) {
    if (loaded.config.dashboard.listen != listens_on_) {
      log_warning("dashboard.listen changed: it takes effect at the next restart");
    }
    apply(loaded.config);
    write_record(reload_record(balancers_));
  } else {
    print_problems(loaded.problems);
    write_record(reload_refused_record(loaded.problems.size(), config_file_));
  }
  service::ready(told_ = status_line(view()));
}

void Dashboard::on_change(const Poller& poller) {
  const std::string balancer = poller.balancer().text();
  const PollState& state = poller.state();
  const bool here = state.reachable();
  write_record(here ? reachable_record(balancer) : unreachable_record(balancer, *state.trouble()));
  note(std::chrono::system_clock::now(), "balancer", here ? "info" : "warning",
       here ? "reachable" : "not reachable: " + *state.trouble(), balancer);
  tell_status();
}

void Dashboard::on_round() {
  const View now = view();
  const WallTime wall = std::chrono::system_clock::now();
  recent_.add(now, wall);
  keep(now, wall);
  streams_.publish(stats_json(now, facts(), wall));
}

void Dashboard::keep(const View& view, WallTime now) {
  const std::vector<StateChange> changes = changes_.take(view);
  if (!history_) return;
  if (view.reachable()) history_->record(now, history_points(view));
  std::vector<HistoryEvent> events;
  for (const StateChange& change : changes) {
    events.push_back({now, "", change.backend, "state", change.worse ? "warning" : "info",
                      std::string{to_string(change.status)}, change.message});
  }
  if (!events.empty()) history_->record(std::move(events));
}

void Dashboard::note(WallTime time, const std::string& kind, const std::string& level,
                     const std::string& message, const std::string& balancer) {
  if (history_) {
    history_->record(std::vector<HistoryEvent>{{time, balancer, "", kind, level, "", message}});
  }
}

void Dashboard::tick() {
  service::feed_watchdog();
  tell_status();
  tick_.start(std::min(kTick, service::watchdog_interval().value_or(kTick)));
}

void Dashboard::tell_status() {
  std::string now = status_line(view());
  if (now != told_) service::status(now);
  told_ = std::move(now);
}

}  // namespace rrlb
