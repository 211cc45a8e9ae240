// rrlb-backend: a sample backend for the balancer, or a metrics agent next to a real one.
#include <filesystem>
#include <iostream>

#include "backend/options.h"
#include "backend/server.h"
#include "common/program/config_file.h"
#include "common/service/inherited_sockets.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"

namespace {

using namespace rrlb;

// Only [log] concerns a backend. Without a default configuration file it uses the defaults; a file
// given by --config must exist.
ParsedConfig load(const CommandLine& line) {
  std::error_code ignored;
  const bool wanted = line.has("config") ||
                      std::filesystem::exists(std::filesystem::path{kDefaultConfigFile}, ignored);
  return wanted ? load_config(line.config_file()) : ParsedConfig{};
}

int run(const CommandLine& line, const BackendOptions& options) {
  const ParsedConfig loaded = load(line);
  print_problems(loaded.problems);
  if (!loaded.problems.empty()) return exit_code::kConfig;
  start_logging(loaded.config.log.level);
  ignore_broken_pipes();
  ListenSocket socket = given_or_opened(options.listen);
  if (!socket.fd) {
    log_error(socket.problem);
    return exit_code::kFailed;
  }
  auto observed = ProcessStats::observe(options.observe);
  if (!observed->read())
    log_warning("observe " + options.observe + ": not found yet, or not readable");
  BackendServer server{name_on(options, bound_address(socket.fd.get()).port),
                       std::move(*observed),
                       {line.config_file(), [&line] { return load(line); }}};
  server.run(std::move(socket.fd));
  return exit_code::kDone;
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine line = parse_command_line(backend_program(), argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) return check_config_file(line.config_file());
  const ReadBackendOptions read = read_backend_options(line);
  if (!read.options) return usage_complaint(backend_program(), read.complaint);
  try {
    return run(line, *read.options);
  } catch (const std::exception& failure) {
    std::cerr << "rrlb-backend: " << failure.what() << "\n";
    return exit_code::kFailed;
  }
}
