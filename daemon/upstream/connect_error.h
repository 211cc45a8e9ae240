// The kind of failure for an errno of an attempt to connect.
#pragma once

#include "daemon/balance/retry/failure.h"

namespace rrlb {

FailureKind kind_of_connect_error(int error);

}  // namespace rrlb
