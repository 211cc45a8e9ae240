// How the APIs of the balancer and of the dashboard name a backend in a path.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace rrlb {

// "/api/backends/NAME/drain" -> NAME, decoded, and "drain"; "" where there is no action. The path
// begins with "/api/backends/".
std::pair<std::string, std::string> name_and_action(std::string_view path);

// The other way round; "" is no action.
std::string backend_path(std::string_view name, std::string_view action = "");

}  // namespace rrlb
