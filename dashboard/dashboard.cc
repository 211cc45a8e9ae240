#include "dashboard.h"

#include <unistd.h>

#include <array>
#include <csignal>

#include "runtime/command_line.h"
#include "runtime/config_file.h"
#include "runtime/journal.h"
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
  facts_ = {config.dashboard.balancer.text(), config.dashboard.interval};
  // With no /stats on the balancer's port there is nothing to show, and the page then says so.
  poller_.apply(config.dashboard.balancer, config.balancer.stats_path, config.dashboard.interval);
}

void Dashboard::run(UniqueFd listening_socket) {
  const std::string address = bound_address(listening_socket.get()).text();
  server_.serve(std::move(listening_socket));
  log_info("listening on " + address);
  write_record({LogLevel::info,
                std::string{"dashboard "} + version() + " started, shows " + facts_.balancer,
                message_id::kStart,
                {{"RRLB_EVENT", "start"}}});
  service::ready(status());
  tick();
  loop_.run();
  service::stopping("stopping");
  write_record({LogLevel::info, "dashboard stopped", message_id::kStop, {{"RRLB_EVENT", "stop"}}});
}

void Dashboard::reload() {
  service::reloading();
  const ParsedConfig loaded = load_config(config_file_);
  if (loaded.problems.empty()) {
    if (loaded.config.dashboard.listen != listens_on_) {
      log_warning("dashboard.listen changed: it takes effect at the next restart");
    }
    apply(loaded.config);
    write_record({LogLevel::info,
                  "reload: shows " + facts_.balancer,
                  message_id::kReload,
                  {{"RRLB_EVENT", "reload"}}});
  } else {
    print_problems(loaded.problems);
    const std::size_t count = loaded.problems.size();
    write_record({LogLevel::error,
                  "reload: kept the running configuration, " + std::to_string(count) +
                      (count == 1 ? " problem in " : " problems in ") + config_file_ +
                      " (listed above)",
                  message_id::kReloadRefused,
                  {{"RRLB_EVENT", "reload_refused"}}});
  }
  service::ready(status());
}

void Dashboard::on_change() {
  const PollState& state = poller_.state();
  const bool reachable = state.reachable();
  const std::string message =
      reachable ? "balancer " + facts_.balancer + ": reachable"
                : "balancer " + facts_.balancer + ": not reachable, " + *state.trouble();
  write_record({reachable ? LogLevel::info : LogLevel::warning,
                message,
                message_id::kState,
                {{"RRLB_EVENT", "balancer"}, {"RRLB_STATUS", reachable ? "UP" : "DOWN"}}});
}

void Dashboard::tick() {
  service::feed_watchdog();
  service::status(status());
  tick_.start(std::min(kTick, service::watchdog_interval().value_or(kTick)));
}

std::string Dashboard::status() const { return headline(poller_.state()); }

}  // namespace rrlb
