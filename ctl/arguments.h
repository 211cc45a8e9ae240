// Reads the command line of rrlbctl: a command, its arguments, and options anywhere.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ctl/commands.h"

namespace rrlb {

struct Arguments {
  const Command* command = nullptr;            // none was named: --help, --version or --check was
  std::vector<std::string> words;              // as many as the command's `count`
  std::map<std::string, std::string> options;  // by name; switches have ""

  bool has(const std::string& option) const { return options.contains(option); }
  std::string value(const std::string& option, const std::string& otherwise = "") const;
};

// Either the arguments, or what is wrong and where there is help for it ("rrlbctl drain --help").
struct ReadArguments {
  std::optional<Arguments> arguments;
  std::string complaint;
  std::string help;
};

// Without the program's own name. "--" ends the options. Before the command only the common ones
// may stand. Where --help, --version or --check is asked for, nothing needs to be complete.
ReadArguments read_arguments(const std::vector<std::string>& words);

}  // namespace rrlb
