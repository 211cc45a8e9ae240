// Makes untrusted text safe to show and to log: it can neither control a terminal nor end a line,
// and the journal does not treat it as binary data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rrlb {

// Replaces each byte of control characters (C0, DEL, C1), of marks that change the direction of
// text, and of invalid UTF-8 with \xHH.
std::string printable(std::string_view text);

// The same, cut before a character with which it would have more bytes than this.
std::string printable(std::string_view text, std::size_t most_bytes);

}  // namespace rrlb
