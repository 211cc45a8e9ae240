// rrlbctl events: what happened last, and with --follow what happens.
#pragma once

#include "ctl/arguments.h"

namespace rrlb {

int events(const Arguments& arguments);

}  // namespace rrlb
