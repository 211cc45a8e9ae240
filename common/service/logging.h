// The daemons' log: one line per message, to standard error.
//
// Under systemd each line begins with its priority for the journal ("<4>...") and has no time.
// Otherwise it has the time and the level, coloured on a terminal unless NO_COLOR is set.
// Thread-safe. May block, so it must not be used while handling requests.
//
// Control characters in a message are written as \xHH, so that a peer cannot forge log lines.
#pragma once

#include <string>
#include <string_view>

#include "common/config/log_level.h"

namespace rrlb {

void start_logging(LogLevel level);
void set_log_level(LogLevel level);

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);
void log_at(LogLevel level, std::string_view message);

// Whether standard error goes to the systemd journal.
bool logging_to_journal();

}  // namespace rrlb
