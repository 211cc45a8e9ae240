// rrlbctl drain: no new requests for a backend; with --wait until none is under way.
#pragma once

#include "ctl/session.h"

namespace rrlb {

int drain(const Arguments& arguments, const AdminRequest& request);

}  // namespace rrlb
