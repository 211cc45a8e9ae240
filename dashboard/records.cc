#include "records.h"

#include "runtime/command_line.h"

namespace rrlb {

JournalRecord start_record(const std::string& balancer) {
  return {LogLevel::info,
          std::string{"dashboard "} + version() + " started, shows " + balancer,
          message_id::kStart,
          {{"RRLB_EVENT", "start"}, {"RRLB_BALANCER", balancer}, {"RRLB_VERSION", version()}}};
}

JournalRecord stop_record() {
  return {LogLevel::info, "dashboard stopped", message_id::kStop, {{"RRLB_EVENT", "stop"}}};
}

JournalRecord reload_record(const std::string& balancer) {
  return {LogLevel::info,
          "reload: shows " + balancer,
          message_id::kReload,
          {{"RRLB_EVENT", "reload"}, {"RRLB_BALANCER", balancer}}};
}

JournalRecord reload_refused_record(std::size_t problems, const std::string& file) {
  return {LogLevel::error,
          "reload: kept the running configuration, " + std::to_string(problems) +
              (problems == 1 ? " problem in " : " problems in ") + file + " (listed above)",
          message_id::kReloadRefused,
          {{"RRLB_EVENT", "reload_refused"}, {"RRLB_PROBLEMS", std::to_string(problems)}}};
}

JournalRecord reachable_record(const std::string& balancer) {
  return {LogLevel::info,
          "balancer " + balancer + ": reachable",
          message_id::kBalancer,
          {{"RRLB_EVENT", "balancer"}, {"RRLB_BALANCER", balancer}, {"RRLB_STATUS", "UP"}}};
}

JournalRecord unreachable_record(const std::string& balancer, const std::string& trouble) {
  return {LogLevel::warning,
          "balancer " + balancer + ": not reachable, " + trouble,
          message_id::kBalancer,
          {{"RRLB_EVENT", "balancer"},
           {"RRLB_BALANCER", balancer},
           {"RRLB_STATUS", "DOWN"},
           {"RRLB_REASON", trouble}}};
}

JournalRecord history_paused_record(const std::string& file, const std::string& why) {
  return {LogLevel::warning,
          "history " + file + ": paused, " + why,
          message_id::kHistory,
          {{"RRLB_EVENT", "history"}, {"RRLB_STATUS", "paused"}, {"RRLB_REASON", why}}};
}

JournalRecord history_resumed_record(const std::string& file) {
  return {LogLevel::info,
          "history " + file + ": resumed",
          message_id::kHistory,
          {{"RRLB_EVENT", "history"}, {"RRLB_STATUS", "on"}}};
}

}  // namespace rrlb
