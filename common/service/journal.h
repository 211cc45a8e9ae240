// Structured log records: one line for people, and fields for programs.
//
// Under systemd a record goes to the journal with its fields (`journalctl RRLB_BACKEND=web1 -o
// json`); otherwise only its line goes to the log. A record costs about 28 us, so records are
// written for changes and at intervals, and for each request only if the access log is on.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/config/log_level.h"

namespace rrlb {

// The MESSAGE_ID of each kind of record. Each has an entry in systemd/rrlb.catalog.
namespace message_id {
inline constexpr std::string_view kState = "6a3f0f7d9f1c4f6b8d2e5a1c7b9e0d31";
// A backend changes its state again and again: one record sums up several changes.
inline constexpr std::string_view kFlapping = "2f9d6b3a8e1c47059a6d4c2b7e80f1a5";
inline constexpr std::string_view kPanic = "5b8e1f4d2c6a4930b7d1e9a3f8c05e64";
// An operator changed something at run time.
inline constexpr std::string_view kOverride = "8d4a6e1b3f7c4258a9e0c5b7d2f16a93";
inline constexpr std::string_view kMetrics = "0d5b1c3e7a924e6fb8f4d2a69c1e7053";
inline constexpr std::string_view kReload = "b41c9e5d2f7a4c08a3e6d1f59b7c2e84";
inline constexpr std::string_view kReloadRefused = "c7d1a9e3f5b84620918e4c6a2d0f7b35";
inline constexpr std::string_view kStart = "4e8a2d6c1b9f4753a0c7e5d3f1b68a92";
inline constexpr std::string_view kAccess = "7f2c4b9a1d3e4f60b8c5a7e9d1f03b26";
inline constexpr std::string_view kStop = "92c6f0b4d8e74a15b3d9c7e1a5f2086d";
// The dashboard's history: opened, failed, or recovered.
inline constexpr std::string_view kHistory = "c7a1e5d20b8f4936a4e7d3f90b52c81d";
// The dashboard can reach the balancer again, or no longer.
inline constexpr std::string_view kBalancer = "e2b7d4915c0f4a6e93d8f1a7064c5b2e";
// A login to the dashboard, a logout, or a failed login.
inline constexpr std::string_view kSession = "3c9e7a1d5f8b4260a7d4e1c6b9f02857";
}  // namespace message_id

struct JournalField {
  std::string name;  // upper case: "RRLB_BACKEND"
  std::string value;
};

struct JournalRecord {
  LogLevel level = LogLevel::info;
  std::string message;
  std::string_view id;
  std::vector<JournalField> fields;

  std::string field(std::string_view name) const;  // the field's value, "" if absent
};

void write_record(const JournalRecord& record);

}  // namespace rrlb
