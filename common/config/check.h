// The rules that no single key can break alone.
//
//   - a backend's name, and its URL, is listed once
//   - no two listeners want the same port of the same address
//   - no backend is one of the balancer's own listeners (a request would go round for ever)
//   - a probe's timeout is at most its interval (probes of one backend never overlap)
//   - a request line fits into the bytes allowed for a request's head
#pragma once

#include <string>
#include <vector>

#include "common/config/config.h"
#include "common/config/problem.h"
#include "common/config/section.h"

namespace rrlb {

struct ConfigConflict {
  std::vector<KeyId> keys;  // those concerned, or
  Place place;              // the backend concerned
  std::string message;

  bool operator==(const ConfigConflict&) const = default;
};

// Whether the URL is surely one of the balancer's own listeners. Of names and of any-addresses only
// loopback is certain to be this machine; other addresses are compared as written.
bool is_own_listener(const BalancerConfig& balancer, const Url& url);

std::vector<ConfigConflict> check_config(const Config& config);

}  // namespace rrlb
