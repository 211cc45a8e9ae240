#include "daemon/http/answer.h"

#include <charconv>

#include "common/contract/http_status.h"

namespace rrlb {
namespace {

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

void append_number(std::string& out, std::size_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

void append_status_line(std::string& out, int status) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

void append_common(std::string& out, const AnswerStyle& style) {
  out += "Date: ";
  out += style.date;
  out += "\r\n";
  if (!style.keep_alive) {
    out += "Connection: close\r\n";
  } else if (style.http_1_0) {
    out += "Connection: keep-alive\r\n";
  }
}

void append_body(std::string& out, const AnswerStyle& style, std::string_view type,
                 std::string_view body) {
  out += "Content-Type: ";
  out += type;
  out += "\r\nContent-Length: ";
  append_number(out, body.size());
  out += "\r\n\r\n";
  if (!style.head_method) out += body;
}

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

}  // namespace

AnswerStyle style_for(const RequestHead& head, std::string_view date, bool keep_alive) {
  return {date, keep_alive, head.http_1_0, head.head_method};
}

void append_redirect(std::string& out, const AnswerStyle& style, std::string_view location,
                     std::string_view path_and_query, std::string_view set_cookie) {
  out += "HTTP/1.1 307 Temporary Redirect\r\nLocation: ";
  out += location;
  if (!path_and_query.starts_with('/')) out += '/';
  out += path_and_query;
  if (!set_cookie.empty()) {
    out += "\r\nSet-Cookie: ";
    out += set_cookie;
  }
  out += "\r\nContent-Length: 0\r\n";
  append_common(out, style);
  out += "\r\n";
}

void append_no_backend(std::string& out, const AnswerStyle& style, unsigned retry_after_seconds) {
  append_status_line(out, 503);
  out += "Retry-After: ";
  append_number(out, retry_after_seconds);
  out += "\r\n";
  append_common(out, style);
  append_body(out, style, kPlainText, "no backend can take this request now\n");
}

void append_failure(std::string& out, const AnswerStyle& style, int status, std::string_view text) {
  append_status_line(out, status);
  append_common(out, style);
  append_body(out, style, kPlainText, text);
}

void append_refusal(std::string& out, std::string_view date, int status) {
  const AnswerStyle style{date, false, false, false};
  append_status_line(out, status);
  append_common(out, style);
  append_body(out, style, kPlainText, refusal_text(status));
}

void append_no_content(std::string& out, const AnswerStyle& style) {
  append_status_line(out, 204);
  append_common(out, style);
  out += "\r\n";
}

void append_own(std::string& out, const AnswerStyle& style, const HttpAnswer& answer) {
  append_status_line(out, answer.status);
  for (const auto& [name, value] : answer.fields) {
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  append_common(out, style);
  if (answer.status == 204) {
    out += "\r\n";
  } else {
    append_body(out, style, answer.content_type, answer.body);
  }
}

}  // namespace rrlb
