// What RFC 9110 and 9112 allow in a request, as predicates on texts. No state, no parser.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rrlb {

// `lower` must be in lower case. ASCII only.
bool equals_ignoring_case(std::string_view text, std::string_view lower);

// The characters of a method, a field name and a transfer coding (RFC 9110 5.6.2).
bool is_token_char(char c);

// The position of the first control character (below 0x20, or 0x7f) from `at` on; text.size() if
// there is none.
std::size_t find_control(std::string_view text, std::size_t at);

// Whether a list of tokens ("close, te") holds this one; `lower` must be in lower case (RFC 9110
// 5.6.1).
bool has_token(std::string_view list, std::string_view lower);

// uri-host [":" port] (RFC 9112 3.2, RFC 3986 3.2.2). An empty host is not valid.
bool valid_host(std::string_view value);

// Only digits, and at most 2^63 - 1 (RFC 9112 6.3).
std::optional<std::uint64_t> parse_content_length(std::string_view value);

// Path and query of a target in origin form ("/a?b") or absolute form ("http://host/a?b", RFC 9112
// 3.2). No value for any other form, and for a target with a control, 8-bit, space or "#"
// character.
std::optional<std::string_view> path_and_query_of(std::string_view target);

// Host and optional port of a target in absolute form that path_and_query_of() accepts.
std::string_view host_of(std::string_view absolute_target);

// Whether a request begins with a token, as one with an unknown method does. `request` may be
// incomplete.
bool begins_with_a_method(std::string_view request);

// Whether the request line has a version of the right form, "HTTP/" digit ["." digit], with nothing
// after it if it is 1.0 or 1.1. `request` may be incomplete.
bool has_version(std::string_view request);

// Whether a text may be part of a field line: it holds no CR, LF or NUL (RFC 9110 5.5).
bool fits_a_line(std::string_view text);

}  // namespace rrlb
