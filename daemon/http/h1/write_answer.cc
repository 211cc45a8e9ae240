#include "daemon/http/h1/write_answer.h"

#include <charconv>

#include "common/contract/http_status.h"

namespace rrlb {
namespace {

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

}  // namespace

void append_answer(std::string& out, const AnswerStyle& style, const Answer& answer) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(answer.status));
  out += ' ';
  out += reason_phrase(answer.status);
  out += "\r\n";
  for (const Field& field : answer.fields) append_field(out, field.name, field.value);
  append_field(out, "Date", style.date);
  if (!style.keep_alive) {
    out += "Connection: close\r\n";
  } else if (style.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
  if (!answer.content_type.empty()) append_field(out, "Content-Type", answer.content_type);
  if (answer.status != 204) {  // a 204 has no length (RFC 9110 8.6)
    out += "Content-Length: ";
    append_number(out, answer.body.size());
    out += "\r\n";
  }
  out += "\r\n";
  if (!style.head_method && answer.status != 204) out += answer.body;
}

}  // namespace rrlb
