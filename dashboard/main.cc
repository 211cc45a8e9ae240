// rrlb-dashboard: shows the state of the balancers, and controls one.
#include <malloc.h>

#include <iostream>

#include "common/program/command_line.h"
#include "common/program/config_file.h"
#include "common/service/inherited_sockets.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "dashboard/dashboard.h"
#include "dashboard/session/ask_password.h"
#include "dashboard/session/password_file.h"

namespace {

// Checks the address of a .socket unit, which may differ from the file's and be reachable by others.
std::vector<rrlb::Problem> problems_of_listening_on(const rrlb::ListenAddress& address,
                                                    rrlb::ParsedConfig loaded) {
  loaded.config.dashboard.listen = address;
  return rrlb::passwords_of(loaded).problems;
}

int run(const rrlb::CommandLine& line) {
  const rrlb::ParsedConfig loaded = rrlb::load_config(line.config_file());
  if (!loaded.problems.empty()) {
    rrlb::print_problems(loaded.problems);
    return rrlb::exit_code::kConfig;
  }
  rrlb::ReadPasswords access = rrlb::passwords_of(loaded);
  if (!access.problems.empty()) {
    rrlb::print_problems(access.problems);
    return rrlb::exit_code::kConfig;
  }
  rrlb::start_logging(loaded.config.log.level);
  rrlb::ignore_broken_pipes();
  rrlb::ListenSocket socket = rrlb::given_or_opened(loaded.config.dashboard.listen);
  if (!socket.fd) {
    rrlb::log_error(socket.problem);
    return rrlb::exit_code::kFailed;
  }
  if (const auto problems = problems_of_listening_on(rrlb::bound_address(socket.fd.get()), loaded);
      !problems.empty()) {
    rrlb::print_problems(problems);
    return rrlb::exit_code::kConfig;
  }
  ::mallopt(M_ARENA_MAX, 1);  // or only the history's thread could reuse the memory that it frees
  rrlb::Dashboard dashboard{line.config_file(), loaded.config, std::move(access.passwords)};
  dashboard.run(std::move(socket.fd));
  return rrlb::exit_code::kDone;
}

int hash_password(const rrlb::Program& program, const std::string& named) {
  const std::string user = named.empty() ? "admin" : named;
  if (rrlb::is_user_name(user)) return rrlb::print_password_line(user);
  return rrlb::usage_complaint(
      program,
      "USER must be 1 to 64 letters, digits or \".\", \"_\", \"-\", \"@\", got \"" + user + "\"");
}

}  // namespace

int main(int argc, char** argv) {
  const rrlb::Program program{
      "rrlb-dashboard",
      "the dashboard of the rrlb load balancer suite",
      {{"hash-password", "[USER]", "ask for a password, print the line of USER for password_file"}},
      "  rrlb-dashboard --config ./rrlb.conf    run in the foreground\n"
      "  rrlb-dashboard --hash-password anna    print a line for the password file\n"};
  const rrlb::CommandLine line = rrlb::parse_command_line(program, argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) {
    return rrlb::check_config_file(line.config_file(), [](const rrlb::ParsedConfig& loaded) {
      return rrlb::passwords_of(loaded).problems;
    });
  }
  try {
    if (line.has("hash-password")) {
      return hash_password(program, line.value("hash-password", ""));
    }
    return run(line);
  } catch (const std::exception& failure) {
    std::cerr << "rrlb-dashboard: " << failure.what() << "\n";
    return rrlb::exit_code::kFailed;
  }
}
