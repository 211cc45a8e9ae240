// The lines and journal records of the dashboard, as values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "runtime/journal.h"

namespace rrlb {

namespace message_id {
// The balancer became reachable for the dashboard, or ceased to be.
inline constexpr std::string_view kBalancer = "e2b7d4915c0f4a6e93d8f1a7064c5b2e";
}  // namespace message_id

JournalRecord start_record(const std::string& balancer);
JournalRecord stop_record();
JournalRecord reload_record(const std::string& balancer);
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);
JournalRecord reachable_record(const std::string& balancer);
JournalRecord unreachable_record(const std::string& balancer, const std::string& trouble);

}  // namespace rrlb
