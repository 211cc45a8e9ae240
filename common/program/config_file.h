// Reads /etc/rrlb.conf and the files of /etc/rrlb.d from the disk.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/config/parse.h"

namespace rrlb {

// The file, and then each *.conf of the folder beside it that is called like it with ".d" for
// ".conf", in the order of their names. A file that cannot be read is a problem: "FILE: No such
// file or directory".
ParsedConfig load_config(const std::string& file);

// Writes each problem to standard error, with its source line and a caret.
void print_problems(const std::vector<Problem>& problems);

// What --check does: loads, prints "FILE: no problems, N backends" or the problems; the exit code.
// `further` finds what is a problem for this program alone.
using FurtherProblems = std::function<std::vector<Problem>(const ParsedConfig&)>;
int check_config_file(const std::string& file, const FurtherProblems& further = {});

}  // namespace rrlb
