// rrlbd: the balancer.
#include <iostream>

#include "common/program/command_line.h"
#include "common/program/config_file.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "daemon/balancer.h"

namespace {

int run(const rrlb::CommandLine& line, rrlb::OwnProgram program) {
  rrlb::ParsedConfig loaded = rrlb::load_config(line.config_file());
  if (!loaded.problems.empty()) {
    rrlb::print_problems(loaded.problems);
    return rrlb::exit_code::kConfig;
  }
  rrlb::start_logging(loaded.config.log.level);
  rrlb::ignore_broken_pipes();
  rrlb::raise_descriptor_limit();
  rrlb::Balancer balancer{line.config_file(), std::move(loaded), std::move(program)};
  if (const std::string problem = balancer.open_sockets(); !problem.empty()) {
    rrlb::log_error(problem);
    return rrlb::exit_code::kFailed;
  }
  return balancer.run() ? rrlb::exit_code::kDone : rrlb::exit_code::kFailed;
}

}  // namespace

int main(int argc, char** argv) {
  const rrlb::Program program{"rrlbd",
                              "the balancer of the rrlb load balancer suite",
                              {},
                              "  rrlbd --check                          check /etc/rrlb.conf\n"
                              "  rrlbd --config ./rrlb.conf             run in the foreground\n"};
  const rrlb::CommandLine line = rrlb::parse_command_line(program, argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) return rrlb::check_config_file(line.config_file());
  try {
    return run(line, rrlb::OwnProgram{argc, argv});
  } catch (const std::exception& failure) {
    std::cerr << "rrlbd: " << failure.what() << "\n";
    return rrlb::exit_code::kFailed;
  }
}
