// Finds the backends of a configuration by their names, each of which stands there once.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/config/config.h"

namespace rrlb {

// nullptr if there is none.
const BackendConfig* find_backend(const Config& config, std::string_view name);

// The same for many names, each in constant time. The backends must outlive it.
class BackendsByName {
 public:
  explicit BackendsByName(const std::vector<BackendConfig>& backends);
  const BackendConfig* find(std::string_view name) const;

 private:
  std::unordered_map<std::string_view, const BackendConfig*> backends_;
};

}  // namespace rrlb
