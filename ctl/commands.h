// The commands of rrlbctl: what each takes, and what its --help says. The one list that the parser,
// the help and the suggestions read.
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
  std::vector<Option> options;  // beside the common ones
  std::string notes;            // lines for the end of its --help
};

const std::vector<Command>& commands();

// Those that every command takes, before it or after it.
const std::vector<Option>& common_options();

// nullptr if there is none.
const Command* find_command(std::string_view name);

// "unknown command "drian", did you mean "drain"?"
std::string unknown_command(std::string_view name);

std::string help();
std::string help(const Command& command);

}  // namespace rrlb
