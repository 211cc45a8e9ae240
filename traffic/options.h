// The command line of rrlb-traffic, and what it leaves to the configuration.
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
  std::string stats_path;          // on the target's server; "" asks for no figures
  std::uint64_t requests = 5'000;  // a round
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

// Either the options or what is wrong with the command line.
struct ReadOptions {
  std::optional<TrafficOptions> options;
  std::string complaint;
};
ReadOptions read_options(const CommandLine& line, const Config& config);

// The URL of the balancer's first listener as this machine reaches it: any address becomes
// loopback.
Url balancer_url(const BalancerConfig& balancer);

}  // namespace rrlb
