#include "dashboard/report/records.h"

#include "common/program/command_line.h"

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

JournalRecord login_record(const std::string& user, const std::string& address) {
  return {LogLevel::info,
          "user \"" + user + "\" logged in from " + address,
          message_id::kSession,
          {{"RRLB_EVENT", "login"}, {"RRLB_USER", user}, {"RRLB_CLIENT", address}}};
}

JournalRecord login_failed_record(const std::string& user, const std::string& address) {
  return {LogLevel::warning,
          "login from " + address + " refused: " +
              (user.empty() ? "no such user" : "wrong password of user \"" + user + "\""),
          message_id::kSession,
          {{"RRLB_EVENT", "login_refused"}, {"RRLB_USER", user}, {"RRLB_CLIENT", address}}};
}

JournalRecord logout_record(const std::string& user, const std::string& address) {
  return {LogLevel::info,
          "user \"" + user + "\" logged out from " + address,
          message_id::kSession,
          {{"RRLB_EVENT", "logout"}, {"RRLB_USER", user}, {"RRLB_CLIENT", address}}};
}

JournalRecord change_record(const std::string& user, const std::string& backend,
                            const std::string& change, const std::string& why,
                            const std::string& problem) {
  const std::string what = "user \"" + user + "\": " + change + " of backend \"" + backend + "\"";
  return {problem.empty() ? LogLevel::info : LogLevel::warning,
          what + (why.empty() ? "" : " (" + why + ")") +
              (problem.empty() ? "" : " refused: " + problem),
          message_id::kOverride,
          {{"RRLB_EVENT", problem.empty() ? "change" : "change_refused"},
           {"RRLB_BACKEND", backend},
           {"RRLB_BY", user}}};
}

JournalRecord admin_reachable_record(const std::string& socket) {
  return {LogLevel::info,
          "admin socket " + socket + ": reachable",
          message_id::kBalancer,
          {{"RRLB_EVENT", "admin"}, {"RRLB_BALANCER", socket}, {"RRLB_STATUS", "UP"}}};
}

JournalRecord admin_unreachable_record(const std::string& problem) {
  return {LogLevel::warning,
          "no events and no controls: " + problem,
          message_id::kBalancer,
          {{"RRLB_EVENT", "admin"}, {"RRLB_STATUS", "DOWN"}, {"RRLB_REASON", problem}}};
}

}  // namespace rrlb
