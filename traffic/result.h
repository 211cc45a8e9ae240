// Everything a run found out, and its rows by backend: what the table and the JSON both show.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "traffic/options.h"
#include "traffic/spread.h"
#include "traffic/tally.h"

namespace rrlb {

struct Result {
  TrafficOptions options;
  Tally tally;
  StatsPair stats;
  Spread spread;
  std::chrono::microseconds duration{0};
  bool interrupted = false;

  // All sent, all answered, and spread as promised.
  bool good() const;
  double requests_per_second() const;
};

struct ResultRow {
  std::string name;    // of the backend; "" if it has none that is known
  std::string server;  // host and port
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  LatencyHistogram latencies;
};

// The balancer's backends in its order, those without a request too; then other servers that
// requests were sent to. Requests that were never redirected have a row "(no backend)", where
// backends are known.
std::vector<ResultRow> rows_of(const Result& result);

double share_percent(std::uint64_t part, std::uint64_t whole);

}  // namespace rrlb
