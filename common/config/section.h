// The sections of /etc/rrlb.conf, and what identifies a key in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

enum class SectionId { balancer, health, outlier, sticky, proxy, backend, dashboard, log, alerts };

std::string_view to_string(SectionId section);  // "balancer"
std::vector<std::string_view> section_names();

struct KeyId {
  SectionId section;
  std::string_view name;  // of a table in keys.cc, or a literal

  bool operator==(const KeyId&) const = default;
};

std::string to_string(const KeyId& key);  // "balancer.listen"

}  // namespace rrlb
