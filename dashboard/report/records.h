// The lines and journal records of the dashboard, as values.
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

// Of log-ins. `user` is "" where no such user is known: what was typed may be a password.
JournalRecord login_record(const std::string& user, const std::string& address);
JournalRecord login_failed_record(const std::string& user, const std::string& address);
JournalRecord logout_record(const std::string& user, const std::string& address);

// A user's change of a backend: "drain", "weight 5". `problem` is why it did not come about, or "".
JournalRecord change_record(const std::string& user, const std::string& backend,
                            const std::string& change, const std::string& why,
                            const std::string& problem);

// The balancer's admin socket can be reached, or cannot for this hindrance.
JournalRecord admin_reachable_record(const std::string& socket);
JournalRecord admin_unreachable_record(const std::string& hindrance);

}  // namespace rrlb
