// Writes one of the balancer's own responses in HTTP/1.1. It is appended to a buffer that the
// worker keeps, so a redirect costs no allocation.
#pragma once

#include <string>

#include "daemon/http/answer.h"

namespace rrlb {

struct AnswerStyle {
  std::string_view date;     // the value of the Date field
  bool keep_alive = true;    // false: the response says that the connection closes
  bool http_1_0 = false;     // then the response must say "keep-alive" (RFC 9112 9.3)
  bool head_method = false;  // no body is sent, whatever the length says
};

void append_answer(std::string& out, const AnswerStyle& style, const Answer& answer);

}  // namespace rrlb
