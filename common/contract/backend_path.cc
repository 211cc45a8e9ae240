#include "common/contract/backend_path.h"

#include "common/base/percent.h"

namespace rrlb {
namespace {

constexpr std::string_view kBefore = "/api/backends/";

}  // namespace

std::pair<std::string, std::string> name_and_action(std::string_view path) {
  const std::string_view rest = path.substr(kBefore.size());
  const std::size_t slash = rest.find('/');
  return {percent_decoded(rest.substr(0, slash)),
          std::string{slash == std::string_view::npos ? "" : rest.substr(slash + 1)}};
}

std::string backend_path(std::string_view name, std::string_view action) {
  return std::string{kBefore} + path_segment(name) + (action.empty() ? "" : "/") +
         std::string{action};
}

}  // namespace rrlb
