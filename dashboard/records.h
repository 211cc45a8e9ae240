// The lines and journal records of the dashboard, as values.
#pragma once

#include <cstddef>
#include <string>

#include "runtime/journal.h"

namespace rrlb {

JournalRecord start_record(const std::string& balancer);
JournalRecord stop_record();
JournalRecord reload_record(const std::string& balancer);
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);
JournalRecord reachable_record(const std::string& balancer);
JournalRecord unreachable_record(const std::string& balancer, const std::string& trouble);
JournalRecord history_paused_record(const std::string& file, const std::string& why);
JournalRecord history_resumed_record(const std::string& file);

}  // namespace rrlb
