#include "daemon/http/request_cookie.h"

#include "daemon/balance/pick/sticky.h"
#include "daemon/http/rules.h"

namespace rrlb {

std::string_view request_cookie(const RequestHead& head, std::string_view name) {
  for (const Field& field : head.fields) {
    if (!equals_ignoring_case(field.name, "cookie")) continue;
    const std::string_view value = cookie_value(field.value, name);
    if (!value.empty()) return value;
  }
  return {};
}

}  // namespace rrlb
