// Compresses responses by zlib, in gzip's format (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace rrlb {

// Uses level 3 of 9, for speed.
std::string gzip(std::string_view text);

// Decompresses gzip data; returns "" if the bytes are not valid.
std::string gunzip(std::string_view bytes);

// Whether an Accept-Encoding field allows gzip (RFC 9110 12.5.3).
bool accepts_gzip(std::string_view field);

}  // namespace rrlb
