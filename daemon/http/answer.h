// The bytes of the balancer's own answers: redirects, refusals, and what it answers itself.
//
// Each is appended to a buffer that the worker keeps, so that a redirect costs no allocation.
// Nothing here is taken from a request without having been checked: the target that a Location
// repeats holds no control character, no space and no 8-bit byte (request_rules.h).
#pragma once

#include <string>
#include <string_view>

#include "common/endpoint/http_server.h"
#include "daemon/http/h1/request_reader.h"

namespace rrlb {

struct AnswerStyle {
  std::string_view date;     // the value of the Date field
  bool keep_alive = true;    // else the answer says that the connection ends with it
  bool http_1_0 = false;     // then it must be said that the connection stays (RFC 9112 9.3)
  bool head_method = false;  // no body, whatever its length says
};

AnswerStyle style_for(const RequestHead& head, std::string_view date, bool keep_alive);

// 307 to `location` (scheme, host, port, perhaps a first part of the path) and the request's own
// path and query; with a Set-Cookie field unless it is "".
void append_redirect(std::string& out, const AnswerStyle& style, std::string_view location,
                     std::string_view path_and_query, std::string_view set_cookie = {});

// 503 with Retry-After.
void append_no_backend(std::string& out, const AnswerStyle& style, unsigned retry_after_seconds);

// 502, 504 and the like, with a line that says why.
void append_failure(std::string& out, const AnswerStyle& style, int status, std::string_view text);

// A refusal of request_rules: status and a body of one line. Always the last answer of a
// connection.
void append_refusal(std::string& out, std::string_view date, int status);

// 204, to "OPTIONS *": the balancer itself is there.
void append_no_content(std::string& out, const AnswerStyle& style);

void append_own(std::string& out, const AnswerStyle& style, const HttpAnswer& answer);

}  // namespace rrlb
