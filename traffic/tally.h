// The outcome of one request, and the sums over all requests.
//
// A request counts for the last server that it was sent to: the one it was redirected to, whether
// that responded or not, or else the server of the first URL.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/latency_histogram.h"

namespace rrlb {

struct Outcome {
  std::string url;          // the last one requested
  std::string server;       // its host and port: "127.0.0.1:5001"
  bool redirected = false;  // at least once
  int status = 0;           // of the last response, 0 if there was none
  std::string problem;      // why it failed, "" for a 2xx response
  std::string body;
  std::chrono::microseconds latency{0};  // in total, redirects included

  bool failed() const { return !problem.empty(); }
  // Whether the server of the first URL responded.
  bool first_answered() const { return redirected || status != 0; }
};

// "200 OK", or "299" if the reason phrase is not known.
std::string status_text(int status);

struct ServerTally {
  std::string server;
  bool redirected = false;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  LatencyHistogram latencies;  // of the requests that did not fail
};

class Tally {
 public:
  void record(const Outcome& outcome);

  // In the order of their first requests.
  const std::vector<ServerTally>& servers() const { return servers_; }
  std::uint64_t requests() const { return requests_; }
  std::uint64_t failures() const { return failures_; }
  std::uint64_t first_answered() const { return first_answered_; }
  const LatencyHistogram& latencies() const { return latencies_; }
  // The number of failures for each reason, such as "127.0.0.1:5002: connection refused".
  const std::map<std::string, std::uint64_t>& reasons() const { return reasons_; }

 private:
  ServerTally& tally_of(std::string_view server, bool redirected);

  std::vector<ServerTally> servers_;
  std::map<std::string, std::size_t> index_;
  std::uint64_t requests_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t first_answered_ = 0;
  LatencyHistogram latencies_;
  std::map<std::string, std::uint64_t> reasons_;
};

}  // namespace rrlb
