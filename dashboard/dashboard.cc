#include "dashboard.h"

#include <unistd.h>

#include <array>
#include <csignal>

#include "records.h"
#include "runtime/config_file.h"
#include "runtime/listen_socket.h"
#include "runtime/logging.h"
#include "runtime/service_notifier.h"
#include "web.h"

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
      poller_{loop_, [this] { on_change(); }},
      server_{loop_},
      on_terminate_{loop_, SIGTERM, [this] { loop_.stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { loop_.stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      tick_{loop_, [this] { tick(); }} {
  add_dashboard_routes(server_, poller_.state(), facts_, machine_name());
  apply(config);
}

void Dashboard::apply(const Config& config) {
  set_log_level(config.log.level);
  facts_ = {config.dashboard.balancers.front().text(), config.dashboard.interval};
  poller_.apply(config.dashboard.balancers.front(), config.balancer.stats_path, config.dashboard.interval);
}

void Dashboard::run(UniqueFd listening_socket) {
  log_info("listening on " + bound_address(listening_socket.get()).text());
  server_.serve(std::move(listening_socket));
  write_record(start_record(facts_.balancer));
  service::ready(told_ = status_line(poller_.state()));
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
    write_record(reload_record(facts_.balancer));
  } else {
    print_problems(loaded.problems);
    write_record(reload_refused_record(loaded.problems.size(), config_file_));
  }
  service::ready(told_ = status_line(poller_.state()));
}

void Dashboard::on_change() {
  const PollState& state = poller_.state();
  write_record(state.reachable() ? reachable_record(facts_.balancer)
                                 : unreachable_record(facts_.balancer, *state.trouble()));
  tell_status();
}

void Dashboard::tick() {
  service::feed_watchdog();
  tell_status();
  tick_.start(std::min(kTick, service::watchdog_interval().value_or(kTick)));
}

void Dashboard::tell_status() {
  std::string now = status_line(poller_.state());
  if (now != told_) service::status(now);
  told_ = std::move(now);
}

}  // namespace rrlb
