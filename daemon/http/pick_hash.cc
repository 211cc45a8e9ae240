#include "daemon/http/pick_hash.h"

#include <string_view>

#include "daemon/balance/pick/key_hash.h"
#include "daemon/http/request_cookie.h"
#include "daemon/http/rules.h"

namespace rrlb {
namespace {

// The value of the first field of that name; "" if there is none.
std::string_view header(const RequestHead& head, std::string_view name) {
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, name)) return field.value;
  }
  return {};
}

std::string_view key_of(const HashOn& hash_on, const RequestHead& head) {
  switch (hash_on.what) {
    case HashOn::What::client_address:
      break;
    case HashOn::What::path:
      return head.path_and_query.substr(0, head.path_and_query.find('?'));
    case HashOn::What::header:
      return header(head, hash_on.name);
    case HashOn::What::cookie:
      return request_cookie(head, hash_on.name);
  }
  return {};
}

}  // namespace

std::uint64_t pick_hash(const HashOn& hash_on, const RequestHead& head, const IpBits& client) {
  const std::string_view key = key_of(hash_on, head);
  if (!key.empty()) return hash_of(key);
  return hash_of({reinterpret_cast<const char*>(client.data()), client.size()});
}

}  // namespace rrlb
