// rrlbctl status: one look, and an exit code for scripts.
#pragma once

#include "ctl/session.h"

namespace rrlb {

// Exit codes of `rrlbctl status`, as LSB has them for services.
namespace exit_code {
inline constexpr int kNotRunning = 3;
inline constexpr int kUnknown = 4;
}  // namespace exit_code

int status(const Session& session, const AdminRequest& request);

}  // namespace rrlb
