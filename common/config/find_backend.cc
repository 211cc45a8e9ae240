#include "common/config/find_backend.h"

#include <algorithm>

namespace rrlb {

const BackendConfig* find_backend(const Config& config, std::string_view name) {
  const auto found = std::find_if(config.backends.begin(), config.backends.end(),
                                  [name](const BackendConfig& one) { return one.name == name; });
  return found == config.backends.end() ? nullptr : &*found;
}

BackendsByName::BackendsByName(const std::vector<BackendConfig>& backends) {
  backends_.reserve(backends.size());
  for (const BackendConfig& one : backends) backends_.emplace(one.name, &one);
}

const BackendConfig* BackendsByName::find(std::string_view name) const {
  const auto found = backends_.find(name);
  return found == backends_.end() ? nullptr : found->second;
}

}  // namespace rrlb
