// The words that go with the status codes that these daemons send (RFC 9110 15).
#pragma once

#include <string_view>

namespace rrlb {

// "" for a code that is not in the table.
std::string_view reason_phrase(int status);

}  // namespace rrlb
