// rrlbctl check: is the configuration in order? Needs no balancer.
#pragma once

#include "ctl/arguments.h"

namespace rrlb {

int check(const Arguments& arguments);

}  // namespace rrlb
