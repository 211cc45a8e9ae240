// Runs the command that was named.
#pragma once

#include "ctl/arguments.h"

namespace rrlb {

// The exit code of the program.
int run_command(const Arguments& arguments);

}  // namespace rrlb
