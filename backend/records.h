// The lines and journal records of a backend, as values.
#pragma once

#include <cstdint>
#include <string>

#include "common/service/journal.h"

namespace rrlb {

// "listening on 127.0.0.1:5001": scripts read the port from it when port 0 was asked for.
JournalRecord start_record(const std::string& name, const std::string& address);
JournalRecord stop_record(const std::string& name, std::uint64_t requests);
JournalRecord reload_record(LogLevel level);
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);

// "1234 requests", for systemd's STATUS=.
std::string status_line(std::uint64_t requests);

}  // namespace rrlb
