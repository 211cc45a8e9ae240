// The words of the balancer's journal: what each event says to people, and its fields for machines.
#pragma once

#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/contract/snapshot_json.h"
#include "common/service/journal.h"
#include "daemon/balance/fitness/panic.h"
#include "daemon/balance/news/flapping.h"
#include "daemon/balance/pools/roster.h"
#include "daemon/balance/pools/upstream.h"
#include "daemon/counts/access_log.h"

namespace rrlb {

// backend "web1": UP -> DOWN after 3 failed probes: no answer within 1 s
// backend "web1": UP -> EJECTED for 10 s: 5 failures in a row
// backend "web1": UP -> DRAIN by alice: new disks
// `how` is "" or begins with a space; `reason` may be "".
JournalRecord state_record(const Upstream& upstream, Status before, const std::string& how,
                           const std::string& reason);

// " after 3 failed probes", for a change that a probe made; "" for the first one.
std::string after_probes(const Upstream& upstream, Status before);

// backend "web1": flapping, 6 changes in 42 s, now DOWN: connection refused
JournalRecord flapping_record(const Flapping::Summary& summary, Status now);

// What an operator asked for, or what became of it. `by` is who, or what ended it.
JournalRecord override_record(const std::string& backend, const std::string& message,
                              const std::string& by);

// panic: 1 of 4 backends usable, fewer than 50 %: 2 others are used too
JournalRecord panic_record(const PanicPlan& plan, std::uint64_t threshold_percent);

// backend "web1": UP, 1234 requests, CPU 2.1 %, RAM 35.2 MB, latency 0.8 ms
JournalRecord metrics_record(const BackendSnapshot& backend);

// 10.0.0.1 "GET /x" 200 from web1, 5120 B in 3.2 ms
// 10.0.0.1 "POST /x" 502 from web1, 38 B in 3.2 ms, connect_refused, 2 retries
JournalRecord access_record(const AccessRecord& access);

// reload: 3 backends (was 4)
JournalRecord reload_record(std::size_t backends, std::size_t before);

// reload: kept the running configuration, 2 problems in /etc/rrlb.conf (listed above)
JournalRecord reload_refused_record(std::size_t problems, const std::string& file);

// balancer 0.1.0 started, 4 workers, 4 backends
JournalRecord start_record(const std::string& version, std::size_t workers, std::size_t backends);

// balancer stopped after 1234 requests, 0 connections cut
JournalRecord stop_record(std::uint64_t requests, std::uint64_t cut);

// "4/4 backends up, 1234 requests": systemd's STATUS=
std::string status_line(std::size_t up, std::size_t backends, std::uint64_t requests);
std::string status_line(const Roster& roster, std::uint64_t requests);

// What a reload cannot change: "balancer.listen changed: it takes effect at the next restart".
std::vector<std::string> restart_needed(const BalancerConfig& running,
                                        const BalancerConfig& wanted);

}  // namespace rrlb
