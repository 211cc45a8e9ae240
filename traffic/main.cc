// rrlb-traffic: sends requests through the balancer and checks how it distributed them.
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "common/program/config_file.h"
#include "traffic/options.h"
#include "traffic/run.h"

namespace {

using namespace rrlb;

// Reads the configuration for the balancer's address and the path of its statistics. A machine that
// only sends traffic has no configuration; then the defaults apply.
ParsedConfig configuration(const CommandLine& line) {
  std::error_code ignored;
  const bool wanted = line.has("config") ||
                      (!line.has("url") && std::filesystem::exists(kDefaultConfigFile, ignored));
  return wanted ? load_config(line.config_file()) : ParsedConfig{};
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine line = parse_command_line(traffic_program(), argc, argv);
  if (line.exit_code) return *line.exit_code;
  if (line.has("check")) return check_config_file(line.config_file());
  const ParsedConfig loaded = configuration(line);
  print_problems(loaded.problems);
  if (!loaded.problems.empty()) return exit_code::kFailed;
  const ReadOptions read = read_options(line, loaded.config);
  if (!read.options) return usage_complaint(traffic_program(), read.complaint);
  try {
    return run_traffic(*read.options);
  } catch (const std::runtime_error& error) {
    std::cerr << "rrlb-traffic: " << error.what() << "\n";
    return exit_code::kFailed;
  }
}
