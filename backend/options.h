// What rrlb-backend was asked to do on its command line.
#pragma once

#include <optional>
#include <string>

#include "common/base/address.h"
#include "common/process/process_stats.h"
#include "common/program/command_line.h"

namespace rrlb {

struct BackendOptions {
  ListenAddress listen{"127.0.0.1", 5001};
  std::optional<std::string> name;  // if not given: backend-PORT, of the port that is bound
  std::string observe = "self";     // whose figures /metrics shows
};

// The name it goes by on the port.
std::string name_on(const BackendOptions& options, std::uint16_t port);

const Program& backend_program();

// The options, or what is wrong with them.
struct ReadBackendOptions {
  std::optional<BackendOptions> options;
  std::string complaint;
};
ReadBackendOptions read_backend_options(const CommandLine& line);

}  // namespace rrlb
