// rrlbctl top: status again and again, on the whole terminal.
#pragma once

#include "ctl/arguments.h"

namespace rrlb {

int top(const Arguments& arguments);

}  // namespace rrlb
