// The options of rrlb-traffic, from its command line and from the configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/config/config.h"
#include "common/program/command_line.h"
#include "traffic/target.h"

namespace rrlb {

struct TrafficOptions {
  Target target;
  std::string stats_path;          // of the balancer's statistics; "" if they are turned off
  std::uint64_t requests = 5'000;  // per round
  std::uint64_t rounds = 1;
  std::uint64_t concurrency = 16;
  Milliseconds delay{0};  // between the end of a round and the next
  Milliseconds timeout{5'000};
  bool verbose = false;
  bool json = false;

  std::uint64_t total() const { return requests * rounds; }
  bool operator==(const TrafficOptions&) const = default;
};

const Program& traffic_program();

// The options, or an error message.
struct ReadOptions {
  std::optional<TrafficOptions> options;
  std::string complaint;
};
ReadOptions read_options(const CommandLine& line, const Config& config);

// The URL of the balancer's first listener for a client on the same machine: 0.0.0.0 and [::]
// become loopback addresses.
Url balancer_url(const BalancerConfig& balancer);

}  // namespace rrlb
