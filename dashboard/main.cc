// rrlb-dashboard: shows what the balancer does.
#include <iostream>

#include "dashboard.h"
#include "runtime/command_line.h"
#include "runtime/config_file.h"
#include "runtime/listen_socket.h"
#include "runtime/logging.h"

namespace {

int run(const rrlb::CommandLine& line) {
  const rrlb::ParsedConfig loaded = rrlb::load_config(line.config_file());
  if (!loaded.problems.empty()) {
    rrlb::print_problems(loaded.problems);
    return rrlb::exit_code::kConfig;
  }
  rrlb::start_logging(loaded.config.log.level);
  rrlb::ignore_broken_pipes();
  rrlb::ListenSocket socket =
      rrlb::listen_tcp(loaded.config.dashboard.listen, rrlb::PortSharing::exclusive);
  if (!socket.fd) {
    rrlb::log_error(socket.problem);
    return rrlb::exit_code::kFailed;
  }
  rrlb::Dashboard{line.config_file(), loaded.config}.run(std::move(socket.fd));
  return rrlb::exit_code::kDone;
}

}  // namespace

int main(int argc, char** argv) {
  const rrlb::Program program{"rrlb-dashboard",
                              "the dashboard of the rrlb load balancer suite",
                              {},
                              "  rrlb-dashboard --config ./rrlb.conf    run in the foreground\n"};
  const rrlb::CommandLine line = rrlb::parse_command_line(program, argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) return rrlb::check_config_file(line.config_file());
  try {
    return run(line);
  } catch (const std::exception& failure) {
    std::cerr << "rrlb-dashboard: " << failure.what() << "\n";
    return rrlb::exit_code::kFailed;
  }
}
