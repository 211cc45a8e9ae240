#include "daemon/state/reloads.h"

#include <chrono>
#include <utility>

#include "common/program/config_file.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"
#include "daemon/report/records.h"

namespace rrlb {

Reloads::Reloads(BalancerConfig started_with, RunningConfig& running, const Roster& roster,
                 const Workers& workers, News& news)
    : started_with_{std::move(started_with)},
      running_{running},
      roster_{roster},
      workers_{workers},
      news_{news},
      tally_{.last_success = std::chrono::system_clock::now()} {}

std::vector<Problem> Reloads::reload() {
  const bool started = workers_.started();  // before, systemd has not been told of readiness
  if (started) service::reloading();
  const std::size_t before = roster_.size();
  const std::vector<Problem> problems = running_.reload();
  tally_.last_succeeded = problems.empty();
  if (problems.empty()) {
    report_success(before);
  } else {
    report_refusal(problems);
  }
  if (started) service::ready(status_line(roster_, workers_.totals().requests));
  return problems;
}

void Reloads::report_success(std::size_t backends_before) {
  ++tally_.succeeded;
  tally_.last_success = std::chrono::system_clock::now();
  for (const std::string& line : needs_restart(running_.file().balancer)) log_warning(line);
  news_.apply(running_.file().alerts);
  news_.note(reload_record(roster_.size(), backends_before));
}

void Reloads::report_refusal(const std::vector<Problem>& problems) {
  ++tally_.refused;
  print_problems(problems);
  news_.note(reload_refused_record(problems.size(), running_.config_file()));
}

std::vector<std::string> Reloads::needs_restart(const BalancerConfig& wanted) const {
  return restart_needed(started_with_, wanted);
}

}  // namespace rrlb
