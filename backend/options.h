// The command line of rrlb-backend.
#pragma once

#include <optional>
#include <string>

#include "common/base/listen_address.h"
#include "common/process/process_stats.h"
#include "common/program/command_line.h"

namespace rrlb {

struct BackendOptions {
  ListenAddress listen{"127.0.0.1", 5001};
  std::optional<std::string> name;  // by default backend-PORT, with the port that was bound
  std::string observe = "self";     // the process or cgroup whose figures /metrics shows
};

// The backend's name if it listens on this port.
std::string name_on(const BackendOptions& options, std::uint16_t port);

const Program& backend_program();

// The options, or an error message.
struct ReadBackendOptions {
  std::optional<BackendOptions> options;
  std::string complaint;
};
ReadBackendOptions read_backend_options(const CommandLine& line);

}  // namespace rrlb
