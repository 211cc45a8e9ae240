#include "daemon/http/answer.h"

#include <stdexcept>

#include "daemon/balance/retry/failure.h"

namespace rrlb {
namespace {

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

std::string_view refusal_text(int status) {
  switch (status) {
    case 408:
      return "the request did not arrive in time\n";
    case 413:
      return "the request body is too large\n";
    case 414:
      return "the request line is too long\n";
    case 417:
      return "only 100-continue can be expected\n";
    case 431:
      return "the request header is too large\n";
    case 501:
      return "this method is not served here\n";
    case 505:
      return "only HTTP/1.0 and HTTP/1.1 are spoken here\n";
    default:
      return "malformed request\n";
  }
}

}  // namespace

void FieldList::add(std::string_view name, std::string_view value) {
  if (count_ == fields_.size()) throw std::length_error{"an answer has too many fields"};
  fields_[count_++] = {name, value};
}

Answer redirect_answer(std::string_view location, std::string_view set_cookie) {
  Answer answer{.status = 307};
  answer.fields.add("Location", location);
  if (!set_cookie.empty()) answer.fields.add("Set-Cookie", set_cookie);
  return answer;
}

Answer no_backend_answer(std::string_view retry_after) {
  Answer answer{503, kPlainText, "no backend can take this request now\n"};
  answer.fields.add("Retry-After", retry_after);
  return answer;
}

Answer failure_answer(const Failure& failure, std::string_view retry_after) {
  if (failure.status == 503) return no_backend_answer(retry_after);
  return {failure.status, kPlainText, failure.text, failure.side == Side::client};
}

Answer refusal_answer(int status) { return {status, kPlainText, refusal_text(status), true}; }

Answer no_content_answer() { return {.status = 204}; }

}  // namespace rrlb
