// rrlbctl: the command line of whoever is on call.
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "common/program/command_line.h"
#include "common/program/config_file.h"
#include "ctl/arguments.h"
#include "ctl/run.h"

namespace {

int run(const rrlb::Arguments& arguments) {
  if (arguments.has("help")) {
    std::cout << (arguments.command == nullptr ? rrlb::help() : rrlb::help(*arguments.command));
    return rrlb::exit_code::kDone;
  }
  if (arguments.has("version")) {
    std::cout << "rrlbctl " << rrlb::version() << "\n";
    return rrlb::exit_code::kDone;
  }
  if (arguments.has("check")) {
    return rrlb::check_config_file(arguments.value("config", rrlb::kDefaultConfigFile));
  }
  return rrlb::run_command(arguments);
}

}  // namespace

int main(int argc, char** argv) {
  const rrlb::ReadArguments read = rrlb::read_arguments({argv + 1, argv + argc});
  if (!read.arguments) {
    std::cerr << "rrlbctl: " << read.complaint << " (try \"" << read.help << "\")\n";
    return rrlb::exit_code::kUsage;
  }
  try {
    return run(*read.arguments);
  } catch (const std::exception& failure) {
    std::cerr << "rrlbctl: " << failure.what() << "\n";
    return rrlb::exit_code::kFailed;
  }
}
