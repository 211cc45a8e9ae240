// rrlb-backend: a small server to balance over, or a metrics agent beside a real one.
#include <filesystem>
#include <iostream>

#include "runtime/command_line.h"
#include "runtime/config_file.h"
#include "runtime/listen_socket.h"
#include "runtime/logging.h"
#include "server.h"

namespace {

const rrlb::Program kProgram{
    "rrlb-backend",
    "a sample backend, and a metrics agent beside a real one",
    {{"listen", "ADDRESS:PORT", "where to answer (default 127.0.0.1:5001)"},
     {"name", "NAME", "what it calls itself (default backend-PORT)"},
     {"observe", "WHAT",
      "whose figures /metrics shows: self (default), pid:N, unit:NAME or cgroup:PATH"}},
    "  rrlb-backend --listen 127.0.0.1:5001\n"
    "  rrlb-backend --listen 0.0.0.0:9100 --observe unit:nginx.service\n"};

int run(const rrlb::CommandLine& line, const rrlb::ListenAddress& address,
        rrlb::ProcessStats observed) {
  // Only [log] concerns a backend, so that one without a configuration beside it runs too.
  rrlb::ParsedConfig loaded;
  if (line.has("config") || std::filesystem::exists(rrlb::kDefaultConfigFile)) {
    loaded = rrlb::load_config(line.config_file());
  }
  if (!loaded.problems.empty()) {
    rrlb::print_problems(loaded.problems);
    return rrlb::exit_code::kConfig;
  }
  rrlb::start_logging(loaded.config.log.level);
  rrlb::ignore_broken_pipes();
  rrlb::ListenSocket socket = rrlb::listen_tcp(address, rrlb::PortSharing::exclusive);
  if (!socket.fd) {
    rrlb::log_error(socket.problem);
    return rrlb::exit_code::kFailed;
  }
  const std::uint16_t port = rrlb::bound_address(socket.fd.get()).port;
  const std::string name = line.value("name", "backend-" + std::to_string(port));
  rrlb::BackendServer{name, std::move(observed), line.config_file()}.run(std::move(socket.fd));
  return rrlb::exit_code::kDone;
}

}  // namespace

int main(int argc, char** argv) {
  const rrlb::CommandLine line = rrlb::parse_command_line(kProgram, argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) return rrlb::check_config_file(line.config_file());
  const std::string listen = line.value("listen", "127.0.0.1:5001");
  const auto address = rrlb::parse_listen_address(listen);
  if (!address) {
    return rrlb::usage_complaint(
        kProgram,
        "--listen must be an IP address and a port like 127.0.0.1:5001, got \"" + listen + "\"");
  }
  const std::string what = line.value("observe", "self");
  auto observed = rrlb::ProcessStats::observe(what);
  if (!observed) {
    return rrlb::usage_complaint(
        kProgram, "--observe must be self, pid:N, unit:NAME or cgroup:PATH, got \"" + what + "\"");
  }
  try {
    return run(line, *address, std::move(*observed));
  } catch (const std::exception& failure) {
    std::cerr << "rrlb-backend: " << failure.what() << "\n";
    return rrlb::exit_code::kFailed;
  }
}
