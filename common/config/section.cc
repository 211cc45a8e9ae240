#include "common/config/section.h"

#include <array>

namespace rrlb {
namespace {

constexpr std::array<std::string_view, 9> kNames{
    "balancer", "health", "outlier", "sticky", "proxy", "backend", "dashboard", "log", "alerts"};

}  // namespace

std::string_view to_string(SectionId section) { return kNames[static_cast<std::size_t>(section)]; }

std::vector<std::string_view> section_names() { return {kNames.begin(), kNames.end()}; }

std::string to_string(const KeyId& key) {
  return std::string{to_string(key.section)} + "." + std::string{key.name};
}

}  // namespace rrlb
