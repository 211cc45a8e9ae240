// The journal records of the dashboard.
#pragma once

#include <cstddef>
#include <string>

#include "common/service/journal.h"

namespace rrlb {

JournalRecord start_record(const std::string& balancer);
JournalRecord stop_record();
JournalRecord reload_record(const std::string& balancer);
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);
JournalRecord reachable_record(const std::string& balancer);
JournalRecord unreachable_record(const std::string& balancer, const std::string& trouble);
JournalRecord history_paused_record(const std::string& file, const std::string& why);
JournalRecord history_resumed_record(const std::string& file);

// `user` is "" if there is no such user, because people sometimes type a password as the name.
JournalRecord login_record(const std::string& user, const std::string& address);
JournalRecord login_failed_record(const std::string& user, const std::string& address);
JournalRecord logout_record(const std::string& user, const std::string& address);

// A user's change of a backend, such as "drain" or "weight 5". `problem` is why it failed, or "".
JournalRecord change_record(const std::string& user, const std::string& backend,
                            const std::string& change, const std::string& why,
                            const std::string& problem);

// The balancer's admin socket became reachable, or unreachable because of this problem.
JournalRecord admin_reachable_record(const std::string& socket);
JournalRecord admin_unreachable_record(const std::string& problem);

}  // namespace rrlb
