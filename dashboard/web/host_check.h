// Checks that a request's Host field names this dashboard. This prevents DNS rebinding, in which a
// page of another site makes its own name resolve to this machine, to read what only this machine
// may read.
//
// IP addresses, localhost and this machine's own name cannot be rebound by an attacker. Any other
// name is refused (RFC 9110 7.4), unless the configuration allows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// `host` is the field as sent, with or without a port.
bool host_allowed(std::string_view host, std::string_view machine_name,
                  const std::vector<std::string>& further_names = {});

}  // namespace rrlb
