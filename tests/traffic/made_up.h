// Outcomes and snapshots for tests.
#pragma once

#include <string>

#include "common/contract/snapshot_json.h"
#include "traffic/result.h"

namespace rrlb {

inline Outcome redirected_to(const std::string& server, const std::string& problem = "") {
  Outcome outcome;
  outcome.server = server;
  outcome.url = "http://" + server + "/";
  outcome.redirected = true;
  outcome.status = problem.empty() ? 200 : 0;
  outcome.problem = problem;
  outcome.latency = std::chrono::microseconds{1'000};
  return outcome;
}

// A response of the balancer itself that is not 2xx; status 0: no response.
inline Outcome refused_by(const std::string& server, int status) {
  Outcome outcome;
  outcome.server = server;
  outcome.url = "http://" + server + "/";
  outcome.status = status;
  outcome.problem = status == 0 ? "connection refused" : status_text(status);
  return outcome;
}

// Records `count` requests that were redirected to the server and answered.
inline void record(Tally& tally, const std::string& server, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) tally.record(redirected_to(server));
}

// A balancer with backends a, b, c, ... at a:1, b:1, c:1, with these weights and all UP.
inline Snapshot balancer_of(const std::vector<int>& weights,
                            const std::string& algorithm = "round_robin") {
  Snapshot snapshot;
  snapshot.balancer.algorithm = algorithm;
  for (const int weight : weights) {
    BackendSnapshot backend;
    backend.name = std::string(1, static_cast<char>('a' + snapshot.backends.size()));
    backend.url = "http://" + backend.name + ":1";
    backend.status = Status::up;
    backend.weight = weight;
    snapshot.backends.push_back(backend);
  }
  return snapshot;
}

// The same balancer after this many more requests for each backend.
inline Snapshot after(Snapshot snapshot, const std::vector<std::uint64_t>& requests) {
  for (std::size_t i = 0; i < requests.size(); ++i) {
    snapshot.backends[i].requests += requests[i];
    snapshot.balancer.requests += requests[i];
  }
  return snapshot;
}

}  // namespace rrlb
