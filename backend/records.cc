#include "backend/records.h"

#include "common/base/counted.h"
#include "common/program/command_line.h"

namespace rrlb {

JournalRecord start_record(const std::string& name, const std::string& address) {
  return {LogLevel::info,
          "listening on " + address,
          message_id::kStart,
          {{"RRLB_EVENT", "start"}, {"RRLB_BACKEND", name}, {"RRLB_VERSION", version()}}};
}

JournalRecord stop_record(const std::string& name, std::uint64_t requests) {
  return {LogLevel::info,
          "backend \"" + name + "\" stopped after " + counted(requests, "request"),
          message_id::kStop,
          {{"RRLB_EVENT", "stop"},
           {"RRLB_BACKEND", name},
           {"RRLB_REQUESTS", std::to_string(requests)}}};
}

JournalRecord reload_record(LogLevel level) {
  return {LogLevel::info,
          "reload: log.level is \"" + std::string{to_string(level)} + "\"",
          message_id::kReload,
          {{"RRLB_EVENT", "reload"}}};
}

JournalRecord reload_refused_record(std::size_t problems, const std::string& file) {
  return {LogLevel::error,
          "reload: kept the running configuration, " + counted(problems, "problem") + " in " +
              file + " (listed above)",
          message_id::kReloadRefused,
          {{"RRLB_EVENT", "reload_refused"}, {"RRLB_PROBLEMS", std::to_string(problems)}}};
}

std::string status_line(std::uint64_t requests) { return counted(requests, "request"); }

}  // namespace rrlb
