// A response of the balancer's own, as HTTP/1.1 writes it. It is appended to a buffer that the
// worker keeps, so that a redirect costs no allocation.
#pragma once

#include <string>

#include "daemon/http/answer.h"

namespace rrlb {

struct AnswerStyle {
  std::string_view date;     // the value of the Date field
  bool keep_alive = true;    // else the answer says that the connection ends with it
  bool http_1_0 = false;     // then the answer must say that the connection stays (RFC 9112 9.3)
  bool head_method = false;  // no body, whatever its length says
};

void append_answer(std::string& out, const AnswerStyle& style, const Answer& answer);

}  // namespace rrlb
