#include "proxy/pick_hash.h"

#include <algorithm>
#include <string_view>

#include "balance/key_hash.h"
#include "proxy/request_rules.h"

namespace rrlb {
namespace {

// Of the first field of that name; "" if there is none.
std::string_view header(const RequestHead& head, std::string_view name) {
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, name)) return field.value;
  }
  return {};
}

std::string_view without_white_space(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// In "a=1; b=2" (RFC 6265 4.2.1), whose names are case-sensitive; "" if there is none.
std::string_view cookie_in(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    const std::string_view pair = cookies.substr(0, end);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos || without_white_space(pair.substr(0, equals)) != name) continue;
    return without_white_space(pair.substr(equals + 1));
  }
  return {};
}

// A client may send its cookies in several fields.
std::string_view cookie(const RequestHead& head, std::string_view name) {
  for (const Field& field : head.fields) {
    if (!equals_ignoring_case(field.name, "cookie")) continue;
    const std::string_view value = cookie_in(field.value, name);
    if (!value.empty()) return value;
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
      return cookie(head, hash_on.name);
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
