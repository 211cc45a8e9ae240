// How much is logged: this level and those above it.
#pragma once

#include <string_view>

namespace rrlb {

enum class LogLevel { debug, info, warning, error };

std::string_view to_string(LogLevel level);

}  // namespace rrlb
