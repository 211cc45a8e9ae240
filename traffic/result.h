// The result of a run, and its rows by backend, which both the table and the JSON show.
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

  // All requests were sent and answered, and the balancer distributed them as promised.
  bool good() const;
  double requests_per_second() const;
};

struct ResultRow {
  std::string name;    // of the backend; "" if unknown
  std::string server;  // host and port
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  LatencyHistogram latencies;
};

// All backends of the balancer in its order, then other servers that got requests. If the backends
// are known, requests that were not redirected have a row "(no backend)" or "(not redirected)".
std::vector<ResultRow> rows_of(const Result& result);

double share_percent(std::uint64_t part, std::uint64_t whole);

}  // namespace rrlb
