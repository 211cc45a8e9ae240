// Whether a request's Host field names this dashboard: the guard against DNS rebinding, by which a
// page of another site, whose name is made to resolve to this machine, would read what only this
// machine may.
//
// An IP address, localhost and this machine's own name cannot be rebound by a stranger; any other
// name is refused (RFC 9110 7.4), but for those that the configuration gives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rrlb {

// `host` is the field as sent, with or without a port.
bool host_allowed(std::string_view host, std::string_view machine_name,
                  const std::vector<std::string>& further_names = {});

}  // namespace rrlb
