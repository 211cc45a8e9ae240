// The daemons' log: one line an entry, to standard error.
//
// Under systemd each line carries its priority for the journal ("<4>...") and no time of its own;
// on a terminal it carries the time and a coloured level (no colour with NO_COLOR or where no
// terminal is). Thread-safe. Never on the path of a request: it may block.
//
// Control characters in a message are written as \xHH, so that nothing a peer sent can forge a
// line.
#pragma once

#include <string>
#include <string_view>

#include "common/config/config.h"

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
