// The request of each command that sends one to the balancer.
#pragma once

#include <optional>
#include <string>

#include "ctl/arguments.h"

namespace rrlb {

struct AdminRequest {
  std::string method;
  std::string path;
  std::string body;  // JSON; "" for none

  bool operator==(const AdminRequest&) const = default;
};

// Either the request or what is wrong with the arguments. `who` is the author of the override,
// if that is not the user of the process, which the balancer sees by itself.
struct ReadRequest {
  std::optional<AdminRequest> request;
  std::string complaint;
};
ReadRequest request_of(const Arguments& arguments, const std::string& who);

}  // namespace rrlb
