// The commands of rrlbctl: the arguments of each, and its --help. The parser, the help and the
// suggestions read this one list.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/program/command_line.h"

namespace rrlb {

struct Command {
  std::string name;
  std::string arguments;  // as --help shows them: "NAME N|file"
  std::size_t count;      // how many of them there must be
  std::string summary;
  std::vector<Option> options;  // besides the common ones
  std::string notes;            // the end of its --help
};

const std::vector<Command>& commands();

// The options that every command takes, before or after its name.
const std::vector<Option>& common_options();

// nullptr if there is none.
const Command* find_command(std::string_view name);

// "unknown command "drian", did you mean "drain"?"
std::string unknown_command(std::string_view name);

std::string help();
std::string help(const Command& command);

}  // namespace rrlb
