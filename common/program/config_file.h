// Reads /etc/rrlb.conf and the files in /etc/rrlb.d.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/config/parse.h"

namespace rrlb {

// Reads the file, and then each *.conf file in the folder of the same name with ".d" in place of
// ".conf", sorted by name. A file that cannot be read is reported as a problem: "FILE: No such file
// or directory".
ParsedConfig load_config(const std::string& file);

// Prints each problem to standard error, with its source line and a caret.
void print_problems(const std::vector<Problem>& problems);

// Runs --check: prints "FILE: no problems, N backends" or the problems, and returns the exit code.
// `further` finds problems that concern this program only.
using FurtherProblems = std::function<std::vector<Problem>(const ParsedConfig&)>;
int check_config_file(const std::string& file, const FurtherProblems& further = {});

}  // namespace rrlb
