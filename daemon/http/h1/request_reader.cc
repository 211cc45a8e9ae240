#include "daemon/http/h1/request_reader.h"

#include <algorithm>
#include <cstring>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

constexpr std::size_t kAroundTarget = std::string_view{"  HTTP/1.1"}.size();  // of a request line

}  // namespace

// What llhttp calls while it parses. Each returns 0 to go on, HPE_PAUSED to stop.
struct RequestReader::Callbacks {
  static RequestReader& reader(llhttp_t* parser) {
    return *static_cast<RequestReader*>(parser->data);
  }

  static int url(llhttp_t* parser, const char* at, std::size_t size) {
    reader(parser).extend(reader(parser).target_, at, size);
    return 0;
  }
  static int field(llhttp_t* parser, const char* at, std::size_t size) {
    RequestReader& self = reader(parser);
    if (self.spans_.empty() || self.in_value_) self.spans_.emplace_back();
    self.in_value_ = false;
    self.extend(self.spans_.back().name, at, size);
    return 0;
  }
  static int field_complete(llhttp_t* parser) {
    reader(parser).in_value_ = true;
    return 0;
  }
  static int value(llhttp_t* parser, const char* at, std::size_t size) {
    RequestReader& self = reader(parser);
    self.extend(self.spans_.back().value, at, size);
    return 0;
  }
  static int headers_complete(llhttp_t* parser) {
    reader(parser).headers_complete_ = true;
    return HPE_PAUSED;
  }

  static const llhttp_settings_t* settings() {
    static const llhttp_settings_t kSettings = [] {
      llhttp_settings_t made;
      llhttp_settings_init(&made);
      made.on_url = url;
      made.on_header_field = field;
      made.on_header_field_complete = field_complete;
      made.on_header_value = value;
      made.on_headers_complete = headers_complete;
      return made;
    }();
    return &kSettings;
  }
};

RequestReader::RequestReader(std::size_t capacity)
    : capacity_{capacity}, buffer_{new char[capacity]} {
  constexpr std::size_t kUsualFields = 32;
  spans_.reserve(kUsualFields);
  fields_.reserve(kUsualFields);
  llhttp_init(&parser_, HTTP_REQUEST, Callbacks::settings());
  parser_.data = this;
}

void RequestReader::clear() {
  begin_ = parsed_ = end_ = 0;
  next();
}

void RequestReader::next() {
  begin_ = parsed_;
  llhttp_reset(&parser_);
  stage_ = Stage::head;
  target_ = {};
  spans_.clear();
  in_value_ = headers_complete_ = false;
  closes_ = keeps_alive_ = upgrades_ = websocket_ = false;
  upgrade_fields_ = 0;
  body_received_ = 0;
  head_ = {};
  refusal_ = 0;
}

char* RequestReader::space() {
  if (begin_ == end_) {
    begin_ = parsed_ = end_ = 0;
  } else if (begin_ > 0) {
    std::memmove(buffer_.get(), start(), end_ - begin_);
    end_ -= begin_;
    parsed_ -= begin_;
    begin_ = 0;
  }
  return buffer_.get() + end_;
}

void RequestReader::extend(Span& span, const char* at, std::size_t size) const {
  if (span.size == 0) span.at = static_cast<std::uint32_t>(at - start());
  span.size += static_cast<std::uint32_t>(size);
}

// White space after a value does not belong to it (RFC 9112 5); llhttp keeps it.
void RequestReader::trim(Span& span) const {
  while (span.size > 0 && (text(span).back() == ' ' || text(span).back() == '\t')) --span.size;
}

RequestReader::Progress RequestReader::refuse(int status) {
  refusal_ = status;
  return Progress::refused;
}

RequestReader::Progress RequestReader::advance(const ProxyConfig& limits) {
  return stage_ == Stage::head ? read_head(limits) : throw_body_away(limits);
}

// An empty line before a request does not belong to it (RFC 9112 2.2): a client that sent only
// empty lines has not begun a request.
void RequestReader::skip_empty_lines() {
  while (parsed_ == begin_ && std::string_view{start(), end_ - begin_}.starts_with("\r\n")) {
    begin_ += 2;
    parsed_ = begin_;
  }
}

RequestReader::Progress RequestReader::read_head(const ProxyConfig& limits) {
  skip_empty_lines();
  const bool half_a_line_end =
      parsed_ == begin_ && std::string_view{start(), end_ - begin_} == "\r";
  if (half_a_line_end) return Progress::needs_more;
  const char* from = buffer_.get() + parsed_;
  const llhttp_errno error = llhttp_execute(&parser_, from, end_ - parsed_);
  if (error == HPE_OK) {
    parsed_ = end_;
    return too_long_or_needs_more(limits);
  }
  if (!headers_complete_) return refuse(status_of_parse_error());
  // llhttp stops on the last line feed of the head.
  parsed_ = static_cast<std::size_t>(llhttp_get_error_pos(&parser_) - buffer_.get());
  if (error == HPE_PAUSED) return finish_head(limits);
  return refuse(400);
}

RequestReader::Progress RequestReader::too_long_or_needs_more(const ProxyConfig& limits) {
  const std::size_t size = end_ - begin_;
  const std::size_t line = target_.size > 0 ? target_.at + target_.size : size;
  if (line > limits.max_request_line_bytes) return refuse(414);
  if (spans_.size() > limits.max_headers) return refuse(431);
  if (size >= std::min<std::size_t>(limits.max_header_bytes, capacity_)) return refuse(431);
  return Progress::needs_more;
}

// The status for a head that llhttp does not parse.
int RequestReader::status_of_parse_error() const {
  // Only up to where llhttp stopped, so that the status does not depend on how the bytes were
  // split.
  const char* stopped =
      std::min<const char*>(llhttp_get_error_pos(&parser_) + 1, buffer_.get() + end_);
  const std::string_view received{start(), static_cast<std::size_t>(stopped - start())};
  switch (llhttp_get_errno(&parser_)) {
    case HPE_INVALID_METHOD:
      return begins_with_a_method(received) ? 501 : 400;
    case HPE_INVALID_VERSION:
      return has_version(received) ? 505 : 400;
    default:
      return 400;
  }
}

RequestReader::Progress RequestReader::finish_head(const ProxyConfig& limits) {
  const std::string_view bytes{start(), parsed_ - begin_};
  if (parser_.http_major != 1 || parser_.http_minor > 1) return refuse(505);
  head_.http_1_0 = parser_.http_minor == 0;
  head_.method = llhttp_method_name(static_cast<llhttp_method_t>(parser_.method));
  head_.head_method = parser_.method == HTTP_HEAD;
  head_.target = text(target_);
  if (!lines_well_formed(bytes)) return refuse(400);
  if (!speaks_http(bytes)) return refuse(505);
  const std::size_t line = head_.method.size() + head_.target.size() + kAroundTarget;
  if (line > limits.max_request_line_bytes) return refuse(414);
  if (bytes.size() > limits.max_header_bytes) return refuse(431);
  if (spans_.size() > limits.max_headers) return refuse(431);
  if (const int status = check_fields(); status != 0) return refuse(status);
  if (const int status = check_target(); status != 0) return refuse(status);
  head_.keep_alive = !closes_ && (!head_.http_1_0 || keeps_alive_);
  list_fields();
  head_.upgrades_to_websocket = may_upgrade();
  body_.begin(head_.body, head_.length);
  body_begin_ = parsed_;
  if (body_.state() == BodyReader::State::ended) return Progress::message;
  stage_ = Stage::body;
  if (head_.length > limits.max_body_bytes) refusal_ = 413;
  return Progress::head;
}

void RequestReader::list_fields() {
  fields_.resize(spans_.size());
  std::transform(spans_.begin(), spans_.end(), fields_.begin(), [this](const FieldSpan& span) {
    return Field{text(span.name), text(span.value)};
  });
  head_.fields = fields_;
}

// Only an upgrade to WebSocket is allowed, and only without anything that could be taken for a
// body.
bool RequestReader::may_upgrade() const {
  return upgrades_ && websocket_ && upgrade_fields_ == 1 && !head_.http_1_0 &&
         head_.body == BodyKind::none && parser_.method == HTTP_GET;
}

void RequestReader::rewind_body() {
  parsed_ = body_begin_;
  body_.begin(head_.body, head_.length);
}

// Checks that every line ends in CRLF, no CR stands elsewhere, no line is folded, there is no
// control character except tabs, and the request line is method, target and version with one space
// between them (RFC 9112 2.2, 3, 5.2; RFC 9110 5.5).
bool RequestReader::lines_well_formed(std::string_view head) const {
  while (head.starts_with("\r\n")) head.remove_prefix(2);
  const std::size_t request_line = head_.method.size() + head_.target.size() + kAroundTarget;
  bool first = true;
  for (std::size_t at = 0; at < head.size();) {
    at = find_control(head, at);
    if (at == head.size()) return false;  // the last line does not end
    if (head[at] == '\t' && !first) {
      ++at;
      continue;
    }
    if (!head.substr(at).starts_with("\r\n") || (first && at != request_line)) return false;
    first = false;
    at += 2;
    if (at < head.size() && (head[at] == ' ' || head[at] == '\t')) return false;
  }
  return true;
}

// llhttp accepts RTSP versions as HTTP versions.
bool RequestReader::speaks_http(std::string_view head) const {
  while (head.starts_with("\r\n")) head.remove_prefix(2);
  const std::size_t version = head_.method.size() + head_.target.size() + 2;
  return head.substr(version).starts_with("HTTP/1.");
}

// Checks the fields that frame a message or name its host. Returns 0, or the status of the refusal.
int RequestReader::check_fields() {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  for (FieldSpan& span : spans_) {
    const std::string_view name = text(span.name);
    const std::string_view as_sent = text(span.value);
    trim(span.value);
    const std::string_view value = text(span.value);
    switch (name.size()) {  // most fields are none of these and cost no comparison
      case 0:
        return 400;
      case 4:
        if (!equals_ignoring_case(name, "host")) break;
        if (++hosts > 1 || !valid_host(value)) return 400;
        head_.host = value;
        break;
      case 6:
        if (!equals_ignoring_case(name, "expect")) break;
        // RFC 9110 10.1.1 defines nothing else, and HTTP/1.0 does not define even that.
        if (!equals_ignoring_case(value, "100-continue")) return 417;
        head_.expects_continue = !head_.http_1_0;
        break;
      case 7:
        if (!equals_ignoring_case(name, "upgrade")) break;
        ++upgrade_fields_;
        websocket_ = equals_ignoring_case(value, "websocket");
        break;
      case 10:
        if (!equals_ignoring_case(name, "connection")) break;
        closes_ |= has_token(value, "close");
        keeps_alive_ |= has_token(value, "keep-alive");
        upgrades_ |= has_token(value, "upgrade");
        break;
      case 14:
        if (!equals_ignoring_case(name, "content-length")) break;
        if (const auto length = parse_content_length(value); ++lengths == 1 && length) {
          head_.length = *length;
          head_.length_given = true;
          head_.body = *length > 0 ? BodyKind::counted : BodyKind::none;
        } else {
          return 400;
        }
        break;
      case 17:
        if (!equals_ignoring_case(name, "transfer-encoding")) break;
        // Compared exactly, because llhttp must see the same framing.
        if (++encodings > 1 || !equals_ignoring_case(as_sent, "chunked")) return 400;
        head_.body = BodyKind::chunked;
        break;
      default:
        break;
    }
  }
  if (encodings > 0 && (lengths > 0 || head_.http_1_0)) return 400;
  if (hosts == 0 && !head_.http_1_0) return 400;
  return 0;
}

int RequestReader::check_target() {
  // From SOURCE on, llhttp's methods are those of Icecast, of the HTTP/2 preface and of RTSP.
  if (parser_.method == HTTP_CONNECT || parser_.method >= HTTP_SOURCE) return 501;
  const auto path = path_and_query_of(head_.target);
  if (head_.target == "*" && parser_.method == HTTP_OPTIONS) return 0;
  if (!path) return 400;
  head_.path_and_query = *path;
  // The host in the target overrides the Host field (RFC 9112 3.2.2).
  if (!head_.target.starts_with('/')) head_.host = host_of(head_.target);
  return 0;
}

RequestReader::Progress RequestReader::throw_body_away(const ProxyConfig& limits) {
  if (refusal_ != 0) return Progress::refused;
  release_head();
  while (body_.state() == BodyReader::State::more && !buffered().empty()) {
    const BodyReader::Piece piece = body_.next(buffered());
    consume(piece.consumed);
    body_received_ += piece.data.size();
    if (body_received_ > limits.max_body_bytes) return refuse(413);
  }
  release_head();
  if (body_.state() == BodyReader::State::malformed) return refuse(400);
  if (body_.state() == BodyReader::State::ended) return Progress::message;
  return Progress::needs_more;
}

std::optional<std::string_view> RequestReader::value_of(std::string_view name) const {
  for (const FieldSpan& span : spans_) {
    if (equals_ignoring_case(text(span.name), name)) return text(span.value);
  }
  return std::nullopt;
}

}  // namespace rrlb
