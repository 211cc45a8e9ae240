// Compresses what is sent to browsers, by zlib (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// Quickly rather than well: a level of 3 of 9.
std::string gzip(std::string_view text);

// Of what gzip() or the program gzip wrote; "" if it is nothing of the kind.
std::string gunzip(std::string_view bytes);

// Whether an Accept-Encoding field allows gzip (RFC 9110 12.5.3).
bool accepts_gzip(std::string_view field);

}  // namespace rrlb
