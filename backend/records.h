// The journal records of a backend and its status line.
#pragma once

#include <cstdint>
#include <string>

#include "common/service/journal.h"

namespace rrlb {

// "listening on 127.0.0.1:5001". Scripts read the port from this line if they requested port 0.
JournalRecord start_record(const std::string& name, const std::string& address);
JournalRecord stop_record(const std::string& name, std::uint64_t requests);
JournalRecord reload_record(LogLevel level);
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);

// "1234 requests", for systemd's STATUS=.
std::string status_line(std::uint64_t requests);

}  // namespace rrlb
