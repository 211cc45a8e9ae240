#include "dashboard.h"

#include <unistd.h>

#include <array>
#include <csignal>

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
  add_web_routes(routes, {[this] { return view(); }, [this] { return facts_; }, recent_, streams_});
  add_fallback_routes(routes);
}

void Dashboard::apply(const Config& config) {
  set_log_level(config.log.level);
  facts_.interval = config.dashboard.interval;
  hosts_ = config.dashboard.hosts;
  balancers_.clear();
  for (const Url& url : config.dashboard.balancers) {
    balancers_ += (balancers_.empty() ? "" : ", ") + url.text();
  }
  rounds_.apply(config.dashboard.balancers, config.balancer.stats_path, config.dashboard.interval);
}

View Dashboard::view() const {
  return build_view(
      rounds_.sources(), [](const std::string&) { return Color{}; }, Clock::now());
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
  write_record(state.reachable() ? reachable_record(balancer)
                                 : unreachable_record(balancer, *state.trouble()));
  tell_status();
}

void Dashboard::on_round() {
  const View now = view();
  const WallTime wall = std::chrono::system_clock::now();
  recent_.add(now, wall);
  streams_.publish(stats_json(now, facts_, wall));
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
