// Responses of the balancer's own: redirects, refusals, failures, figures. Each is a value (status,
// fields, body), which the client's connection writes in its protocol.
//
// All texts are views; they are valid as long as what they were made of. Nothing here is taken from
// a request without having been checked: the target that a Location repeats holds no control
// character, no space and no 8-bit byte (rules.h).
#pragma once

#include <array>
#include <string_view>

#include "daemon/http/message.h"

namespace rrlb {

struct Failure;

// A few fields, without an allocation.
class FieldList {
 public:
  // Throws std::length_error for the ninth field: no answer has so many.
  void add(std::string_view name, std::string_view value);
  const Field* begin() const { return fields_.data(); }
  const Field* end() const { return fields_.data() + count_; }

 private:
  std::array<Field, 8> fields_{};
  std::size_t count_ = 0;
};

struct Answer {
  int status = 200;
  std::string_view content_type{};  // "" where there is no body
  std::string_view body{};
  bool closes = false;  // the connection cannot be used after it
  FieldList fields{};
};

// 307 to a whole address; with a Set-Cookie field unless it is "".
Answer redirect_answer(std::string_view location, std::string_view set_cookie);

// 503 with Retry-After, in seconds.
Answer no_backend_answer(std::string_view retry_after);

// What the table of failures says of this one: 502, 504 and the like, with a line that says why; a
// 503 with Retry-After.
Answer failure_answer(const Failure& failure, std::string_view retry_after);

// The answer to a request that is malformed, too large, too slow or of an unknown kind. It is the
// last one of its connection.
Answer refusal_answer(int status);

// 204, to "OPTIONS *": the balancer itself is there.
Answer no_content_answer();

}  // namespace rrlb
