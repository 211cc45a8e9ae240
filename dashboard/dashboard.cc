#include "dashboard/dashboard.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

#include "common/config/check.h"
#include "common/program/config_file.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"
#include "dashboard/control/control_routes.h"
#include "dashboard/control/metrics_route.h"
#include "dashboard/history/history_points.h"
#include "dashboard/history/history_routes.h"
#include "dashboard/report/records.h"
#include "dashboard/session/session_routes.h"
#include "dashboard/view/page.h"
#include "dashboard/web/host_check.h"
#include "dashboard/web/read_routes.h"

namespace rrlb {
namespace {

constexpr Milliseconds kTick{5'000};
constexpr Milliseconds kStopPatience{200};  // for requests that are still arriving

std::string machine_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

// The balancer whose admin socket is in the same configuration: one with the same port, or else the
// first.
std::string own_balancer(const Config& config) {
  for (const Url& url : config.dashboard.balancers) {
    for (const ListenAddress& listen : config.balancer.listen) {
      if (listen.port == url.port) return url.text();
    }
  }
  return config.dashboard.balancers.front().text();
}

// Adds the admin socket, if the balancer is certainly the one that the same file configures.
Rounds::Balancer balancer_at(const Config& config, const Url& url) {
  return {url, is_own_listener(config.balancer, url) ? config.balancer.admin_socket : ""};
}

// Whether the balancer reported the event, and not this dashboard.
bool reported_by_balancer(const HistoryEvent& event) {
  return !event.balancer.empty() && event.kind != "balancer" && event.kind != "state";
}

}  // namespace

Dashboard::Dashboard(std::string config_file, const Config& config, Passwords passwords)
    : config_file_{std::move(config_file)},
      listens_on_{config.dashboard.listen},
      access_{loop_, write_record},
      line_{loop_},
      metrics_line_{loop_},
      feed_{loop_, [this](std::vector<HistoryEvent> events) { on_events(std::move(events)); },
            write_record},
      rounds_{loop_, {[this](const Poller& poller) { on_change(poller); }, [this] { on_round(); }}},
      server_{loop_},
      on_terminate_{loop_, SIGTERM, [this] { stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      tick_{loop_, [this] { tick(); }},
      leave_{loop_, [this] { loop_.stop(); }} {
  add_routes();
  apply(config, std::move(passwords));
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
  add_session_routes(routes, access_);
  add_control_routes(routes, access_, line_, write_record);
  add_metrics_route(routes, metrics_line_);
  add_fallback_routes(routes);
}

void Dashboard::apply(const Config& config, Passwords passwords) {
  set_log_level(config.log.level);
  interval_ = config.dashboard.interval;
  access_.apply(std::move(passwords), config.dashboard.session_lifetime);
  line_.set_socket(config.balancer.admin_socket);
  metrics_line_.set_socket(config.balancer.admin_socket);
  feed_.apply(config.balancer.admin_socket, own_balancer(config), interval_);
  open_history(config);
  hosts_ = config.dashboard.hosts;
  balancers_.clear();
  std::vector<Rounds::Balancer> asked;
  for (const Url& url : config.dashboard.balancers) {
    balancers_ += (balancers_.empty() ? "" : ", ") + url.text();
    asked.push_back(balancer_at(config, url));
  }
  rounds_.apply(asked, config.balancer.stats_path, config.dashboard.interval);
}

// Keeps the open history if its file is still the configured one.
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
  remember_colors();
  follow_events();
}

// Writes all colours, including those given while the history was paused.
void Dashboard::remember_colors() {
  std::vector<KnownColor> all;
  for (const auto& [url, color] : colors_.given()) all.push_back({url, color});
  if (!all.empty()) history_->remember(std::move(all));
}

// Continues after the last event that an earlier process of this dashboard stored.
void Dashboard::follow_events() {
  const WallTime now = std::chrono::system_clock::now();
  EventsQuery last;
  last.from = now - std::chrono::hours{24 * 30};
  last.to = now;
  history_->query(last, [this, now, most = last.limit](const EventsAnswer& answer) {
    WallTime known{};
    for (const HistoryEvent& event : answer.events) {
      if (reported_by_balancer(event)) known = std::max(known, event.time);
    }
    const bool lost = !answer.problem.empty() || answer.events.size() >= most;
    feed_.begin(known == WallTime{} && lost ? now : known);
  });
}

// Drops changes of status: those are taken from the statistics of all balancers.
void Dashboard::on_events(std::vector<HistoryEvent> events) {
  std::erase_if(events, [](const HistoryEvent& event) { return event.kind == "state"; });
  if (history_ && !events.empty()) history_->record(std::move(events));
}

void Dashboard::on_history_change() {
  const HistoryState& state = history_->state();
  write_record(state.paused ? history_paused_record(history_->path(), state.why)
                            : history_resumed_record(history_->path()));
  if (!state.paused) {
    remember_colors();
    note(std::chrono::system_clock::now(), "history", "info", "history resumed");
  }
}

Color Dashboard::color_of(const std::string& url) {
  bool is_new = false;
  const Color color = colors_.color_of(url, is_new);
  if (is_new && history_) new_colors_.push_back({url, color});
  return color;
}

View Dashboard::view() {
  const std::vector<Source> sources = rounds_.sources();
  std::vector<std::string> shown;
  for (const Source& source : sources) {
    if (!source.state->snapshot()) continue;
    for (const auto& backend : source.state->snapshot()->backends) {
      shown.push_back(backend.url);
    }
  }
  colors_.show(shown);
  View view = build_view(
      sources, [this](const std::string& url) { return color_of(url); }, Clock::now());
  // In one write, because the history's queue is short.
  if (history_ && !new_colors_.empty()) history_->remember(std::exchange(new_colors_, {}));
  return view;
}

PageFacts Dashboard::facts() const {
  PageFacts facts;
  facts.interval = interval_;
  facts.controls = access_.controls();
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
  service::ready(reported_ = status_line(view()));
  tick();
  loop_.run();
  write_record(stop_record());
}

void Dashboard::stop() {
  if (leave_.pending()) return loop_.stop();
  service::stopping("stopping");
  server_.stop_accepting();
  leave_.start(kStopPatience);
}

void Dashboard::reload() {
  if (leave_.pending()) return;
  service::reloading();
  ParsedConfig loaded = load_config(config_file_);
  ReadPasswords access;
  if (loaded.problems.empty()) access = passwords_of(loaded);
  loaded.problems.insert(loaded.problems.end(), access.problems.begin(), access.problems.end());
  if (loaded.problems.empty()) {
    if (loaded.config.dashboard.listen != listens_on_) {
      log_warning("dashboard.listen changed: it takes effect at the next restart");
    }
    apply(loaded.config, std::move(access.passwords));
    write_record(reload_record(balancers_));
  } else {
    print_problems(loaded.problems);
    write_record(reload_refused_record(loaded.problems.size(), config_file_));
  }
  service::ready(reported_ = status_line(view()));
}

void Dashboard::on_change(const Poller& poller) {
  const std::string balancer = poller.balancer().text();
  const PollState& state = poller.state();
  const bool here = state.reachable();
  write_record(here ? reachable_record(balancer) : unreachable_record(balancer, *state.trouble()));
  note(std::chrono::system_clock::now(), "balancer", here ? "info" : "warning",
       here ? "reachable" : "not reachable: " + *state.trouble(), balancer);
  report_status();
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
  report_status();
  tick_.start(std::min(kTick, service::watchdog_interval().value_or(kTick)));
}

void Dashboard::report_status() {
  std::string now = status_line(view());
  if (now != reported_) service::status(now);
  reported_ = std::move(now);
}

}  // namespace rrlb
