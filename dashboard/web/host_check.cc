#include "dashboard/web/host_check.h"

#include <algorithm>
#include <string>

#include "common/base/ip.h"

namespace rrlb {
namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace

bool host_allowed(std::string_view host, std::string_view machine_name,
                  const std::vector<std::string>& further_names) {
  if (host.starts_with('[')) {
    const std::size_t close = host.find(']');
    if (close == std::string_view::npos) return false;
    const std::string_view rest = host.substr(close + 1);
    return is_ipv6(host.substr(1, close - 1)) && (rest.empty() || rest.front() == ':');
  }
  std::string name = lower(host.substr(0, std::min(host.find(':'), host.size())));
  if (name.ends_with('.')) name.pop_back();  // a fully qualified name may end in a dot
  if (is_ipv4(name) || name == "localhost" || name.ends_with(".localhost")) return true;
  const auto is_name = [&name](const std::string& further) { return lower(further) == name; };
  if (std::any_of(further_names.begin(), further_names.end(), is_name)) return true;
  const std::string machine = lower(machine_name);
  return !machine.empty() && (name == machine || name == machine.substr(0, machine.find('.')));
}

}  // namespace rrlb
