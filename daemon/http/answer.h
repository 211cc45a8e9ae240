// The balancer's own responses: redirects, refusals, failures, statistics. Each is a value (status,
// fields, body) that the client's connection writes in its protocol.
//
// All texts are views and valid as long as their sources. Nothing from a request is used unchecked:
// the target in a Location holds no control character, no space and no 8-bit byte (rules.h).
#pragma once

#include <array>
#include <string_view>

#include "daemon/http/message.h"

namespace rrlb {

struct Failure;

// A few fields, without an allocation.
class FieldList {
 public:
  // Throws std::length_error for the ninth field; no answer has that many.
  void add(std::string_view name, std::string_view value);
  const Field* begin() const { return fields_.data(); }
  const Field* end() const { return fields_.data() + count_; }

 private:
  std::array<Field, 8> fields_{};
  std::size_t count_ = 0;
};

struct Answer {
  int status = 200;
  std::string_view content_type{};  // "" if there is no body
  std::string_view body{};
  bool closes = false;  // the connection closes after it
  FieldList fields{};
};

// 307 to an absolute URL, with a Set-Cookie field unless `set_cookie` is "".
Answer redirect_answer(std::string_view location, std::string_view set_cookie);

// 503 with Retry-After, in seconds.
Answer no_backend_answer(std::string_view retry_after);

// The response that the table of failures defines: 502, 504 and others, with a line of text that
// says why. A 503 has Retry-After.
Answer failure_answer(const Failure& failure, std::string_view retry_after);

// The response to a request that is malformed, too large, too slow or of an unknown kind. It closes
// the connection.
Answer refusal_answer(int status);

// 204, the response to "OPTIONS *", which asks about the balancer itself.
Answer no_content_answer();

}  // namespace rrlb
