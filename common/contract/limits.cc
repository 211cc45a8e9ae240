#include "common/contract/limits.h"

#include <algorithm>

#include "common/base/text.h"

namespace rrlb {

std::string weight_range() {
  return std::to_string(kLeastWeight) + ".." + std::to_string(kMostWeight);
}

bool is_backend_name(std::string_view name) {
  const auto fits = [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-' || c == ':';
  };
  return !name.empty() && name.size() <= kLongestBackendName &&
         std::all_of(name.begin(), name.end(), fits);
}

std::string backend_name_rule() {
  return "1 to " + std::to_string(kLongestBackendName) +
         " letters, digits or \".\", \"_\", \"-\", \":\"";
}

}  // namespace rrlb
