#include "daemon/http/h1/response_reader.h"

#include <algorithm>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

// "HTTP/1.1 200": v is the minor version, s the first digit of a status, d another digit.
constexpr std::string_view kStatusLine = "HTTP/1.v sdd";
constexpr std::string_view kCrlf = "\r\n";

bool fits(char c, char form) {
  switch (form) {
    case 'v':
      return c == '0' || c == '1';
    case 's':
      return c >= '1' && c <= '5';
    case 'd':
      return c >= '0' && c <= '9';
    default:
      return c == form;
  }
}

// Whether the bytes, which may be incomplete, can be the beginning of a status line.
bool may_be_status_line(std::string_view received) {
  const std::size_t size = std::min(received.size(), kStatusLine.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (!fits(received[i], kStatusLine[i])) return false;
  }
  if (received.size() <= kStatusLine.size()) return true;
  return received[kStatusLine.size()] == ' ' || received[kStatusLine.size()] == '\r';
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view value) {
  while (!value.empty() && is_space(value.front())) value.remove_prefix(1);
  while (!value.empty() && is_space(value.back())) value.remove_suffix(1);
  return value;
}

bool never_has_body(int status) { return status < 200 || status == 204; }

}  // namespace

// What llhttp calls while it parses. Each returns 0 to go on, HPE_PAUSED to stop. The head is
// complete, so each text comes in one piece.
struct ResponseReader::Callbacks {
  static std::vector<Field>& fields(llhttp_t* parser) {
    return static_cast<ResponseReader*>(parser->data)->fields_;
  }

  static int name(llhttp_t* parser, const char* at, std::size_t size) {
    fields(parser).push_back({{at, size}, {}});
    return 0;
  }
  static int value(llhttp_t* parser, const char* at, std::size_t size) {
    std::string_view& value = fields(parser).back().value;
    const char* begin = value.empty() ? at : value.data();
    value = {begin, static_cast<std::size_t>(at + size - begin)};
    return 0;
  }
  static int headers_complete(llhttp_t*) { return HPE_PAUSED; }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t kSettings = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_header_field = name;
      made.on_header_value = value;
      made.on_headers_complete = headers_complete;
      return made;
    }();
    return &kSettings;
  }
};

ResponseReader::ResponseReader(ResponseLimits limits) : limits_{limits} {
  constexpr std::size_t kUsualFields = 32;
  fields_.reserve(kUsualFields);
  llhttp_init(&parser_, HTTP_RESPONSE, Callbacks::settings());
  // RFC 9112 6.3 is applied in frame(), which decides between Content-Length and Transfer-Encoding.
  llhttp_set_lenient_chunked_length(&parser_, 1);
  parser_.data = this;
}

void ResponseReader::clear() {
  llhttp_reset(&parser_);
  scanned_ = line_begin_ = lines_ = status_line_ = 0;
  head_ = {};
  fields_.clear();
  said_ = {};
}

ResponseReader::Progress ResponseReader::read(std::string_view received, bool answers_head) {
  switch (scan_lines(received)) {
    case Scan::malformed:
      return Progress::malformed;
    case Scan::needs_more:
      return received.size() < limits_.max_bytes ? Progress::needs_more : Progress::malformed;
    case Scan::whole:
      break;
  }
  if (scanned_ > limits_.max_bytes || !parse(received.substr(0, scanned_)) || !check_fields()) {
    return Progress::malformed;
  }
  frame(answers_head);
  return Progress::head;
}

// Checks that every line ends in CRLF, no CR stands elsewhere, no line is folded, and there is no
// control character except tabs (RFC 9112 2.2, 5.2; RFC 9110 5.5). It reports a fault as soon as
// the byte has arrived, so that nothing waits for a backend that does not speak HTTP.
ResponseReader::Scan ResponseReader::scan_lines(std::string_view received) {
  if (lines_ == 0 && !may_be_status_line(received)) return Scan::malformed;
  while (scanned_ < received.size()) {
    if (scanned_ == line_begin_ && is_space(received[scanned_])) return Scan::malformed;
    scanned_ = find_control(received, scanned_);
    if (scanned_ == received.size()) break;
    if (received[scanned_] == '\t') {
      ++scanned_;
      continue;
    }
    if (received[scanned_] != '\r') return Scan::malformed;
    if (scanned_ + 1 == received.size()) break;
    if (received[scanned_ + 1] != '\n') return Scan::malformed;
    if (end_line()) return Scan::whole;
    if (lines_ > limits_.max_fields + 1) return Scan::malformed;
  }
  return Scan::needs_more;
}

// At a CRLF: returns whether it ends the head.
bool ResponseReader::end_line() {
  const bool last = scanned_ == line_begin_;
  if (lines_ == 0) status_line_ = scanned_;
  scanned_ += kCrlf.size();
  line_begin_ = scanned_;
  lines_ += last ? 0 : 1;
  return last;
}

bool ResponseReader::parse(std::string_view head) {
  const llhttp_errno error = llhttp_execute(&parser_, head.data(), head.size());
  if (error != HPE_PAUSED || llhttp_get_error_pos(&parser_) != head.data() + head.size()) {
    return false;
  }
  // llhttp must have found one field in each line; otherwise it read a different head.
  if (fields_.size() + 1 != lines_) return false;
  read_status_line(head.substr(0, status_line_));
  head_.fields = fields_;
  return true;
}

void ResponseReader::read_status_line(std::string_view line) {
  constexpr std::size_t kMinor = std::string_view{"HTTP/1."}.size();
  constexpr std::size_t kStatus = kMinor + 2;
  head_.http_1_0 = line[kMinor] == '0';
  for (const char digit : line.substr(kStatus, 3)) head_.status = head_.status * 10 + (digit - '0');
  head_.reason = line.substr(std::min(kStatusLine.size() + 1, line.size()));
}

// Reads the fields that frame a message or close a connection; false if one is malformed.
bool ResponseReader::check_fields() {
  for (Field& field : fields_) {
    if (field.name.empty()) return false;  // llhttp accepts an empty name
    field.value = trimmed(field.value);
    if (!check(field)) return false;
  }
  return said_.encodings == 0 || !head_.http_1_0;
}

bool ResponseReader::check(const Field& field) {
  // By length first, because most fields do not matter here.
  switch (field.name.size()) {
    case std::string_view{"upgrade"}.size():
      if (equals_ignoring_case(field.name, "upgrade")) {
        said_.to_websocket =
            ++said_.upgrades == 1 && equals_ignoring_case(field.value, "websocket");
      }
      return true;
    case std::string_view{"connection"}.size():
      if (equals_ignoring_case(field.name, "connection")) {
        said_.close |= has_token(field.value, "close");
        said_.keep_alive |= has_token(field.value, "keep-alive");
        said_.upgrade |= has_token(field.value, "upgrade");
      }
      return true;
    case std::string_view{"content-length"}.size():
      return !equals_ignoring_case(field.name, "content-length") || take_length(field.value);
    case std::string_view{"transfer-encoding"}.size():
      return !equals_ignoring_case(field.name, "transfer-encoding") ||
             (++said_.encodings == 1 && equals_ignoring_case(field.value, "chunked"));
    default:
      return true;
  }
}

bool ResponseReader::take_length(std::string_view value) {
  const auto length = parse_content_length(value);
  if (!length || head_.length_given) return false;
  head_.length_given = true;
  head_.length = *length;
  return true;
}

// RFC 9112 6.3 and 9.3.
void ResponseReader::frame(bool answers_head) {
  const bool chunked = said_.encodings > 0;
  const bool contradicts = chunked && head_.length_given;
  if (contradicts) drop_length();
  // 1xx and 204 never have a body (RFC 9110 8.6). If such a response announces one, its bytes must
  // not be taken for the next response.
  const bool never = never_has_body(head_.status);
  const bool empty_promise = never && (chunked || head_.length > 0);
  if (never) head_.length_given = false;
  if (never || answers_head || head_.status == 304) {
    head_.body = BodyKind::none;
  } else if (chunked) {
    head_.body = BodyKind::chunked;
  } else {
    head_.body = head_.length_given ? BodyKind::counted : BodyKind::until_close;
  }
  head_.keep_alive = !said_.close && (!head_.http_1_0 || said_.keep_alive) &&
                     head_.body != BodyKind::until_close && head_.status != 101 && !contradicts &&
                     !empty_promise;
  head_.upgrades_to_websocket = head_.status == 101 && said_.upgrade && said_.to_websocket;
}

void ResponseReader::drop_length() {
  std::erase_if(fields_, [](const Field& field) {
    return equals_ignoring_case(field.name, "content-length");
  });
  head_.fields = fields_;
  head_.length = 0;
  head_.length_given = false;
}

}  // namespace rrlb
