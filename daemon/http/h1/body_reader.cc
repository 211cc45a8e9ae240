#include "daemon/http/h1/body_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

constexpr std::size_t kMaxSizeDigits = 16;
constexpr std::string_view kCrlf = "\r\n";

// -1 if it is not a digit.
int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// Lower case, and "-" for "_": a gateway that turns fields into environment variables cannot tell
// the two apart.
std::string canonical(std::string_view name) {
  std::string made{name};
  for (char& c : made) {
    if (c == '_') c = '-';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return made;
}

// RFC 9110 6.5.1, and in the last two lines fields that belong to the proxy itself.
constexpr std::string_view kKeptOut[] = {"transfer-encoding",
                                         "host",
                                         "trailer",  // framing, routing
                                         "authorization",
                                         "www-authenticate",
                                         "authentication-info",  // authentication
                                         "proxy-authorization",
                                         "proxy-authenticate",
                                         "proxy-authentication-info",
                                         "cache-control",
                                         "expect",
                                         "max-forwards",
                                         "pragma",
                                         "range",
                                         "te",  // request modifiers
                                         "age",
                                         "date",
                                         "expires",
                                         "location",
                                         "retry-after",
                                         "vary",
                                         "warning",  // response control
                                         "cookie",
                                         "cookie2",
                                         "set-cookie",
                                         "set-cookie2",
                                         "connection",
                                         "keep-alive",
                                         "proxy-connection",
                                         "upgrade",
                                         "http2-settings",
                                         "forwarded",
                                         "via",
                                         "x-real-ip"};

bool allowed_in_trailer(std::string_view name) {
  const std::string asked = canonical(name);
  for (const std::string_view prefix : {"content-", "if-", "x-forwarded-"}) {
    if (asked.starts_with(prefix)) return false;
  }
  return std::find(std::begin(kKeptOut), std::end(kKeptOut), asked) == std::end(kKeptOut);
}

std::string_view trimmed(std::string_view value) {
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  return value.substr(0, value.find_last_not_of(" \t") + 1);
}

}  // namespace

void BodyReader::begin(BodyKind kind, std::uint64_t length) {
  kind_ = kind;
  left_ = kind == BodyKind::counted ? length : 0;
  const bool empty = kind == BodyKind::none || (kind == BodyKind::counted && length == 0);
  state_ = empty ? State::ended : State::more;
  extensions_ = trailer_bytes_ = trailer_count_ = 0;
  begin_chunk();
  line_.clear();
  trailers_.clear();
}

void BodyReader::end_of_input() {
  if (state_ != State::more) return;
  state_ = kind_ == BodyKind::until_close ? State::ended : State::malformed;
}

BodyReader::Piece BodyReader::next(std::string_view in) {
  if (state_ != State::more) return {};
  if (kind_ == BodyKind::chunked) return next_of_chunked(in);
  if (kind_ == BodyKind::until_close) return {in.size(), in};
  const std::string_view data = take(in);
  if (left_ == 0) state_ = State::ended;
  return {data.size(), data};
}

std::string_view BodyReader::take(std::string_view in) {
  const std::string_view data = in.substr(0, std::min<std::uint64_t>(left_, in.size()));
  left_ -= data.size();
  return data;
}

BodyReader::Piece BodyReader::next_of_chunked(std::string_view in) {
  const std::size_t framing = read_framing(in);
  if (state_ != State::more || stage_ != Stage::data) return {framing, {}};
  const std::string_view data = take(in.substr(framing));
  if (left_ == 0) go(Stage::data_cr);
  return {framing + data.size(), data};
}

// Reads up to the next data, the end of the body or the end of the input.
std::size_t BodyReader::read_framing(std::string_view in) {
  std::size_t at = 0;
  while (at < in.size() && stage_ != Stage::data && state_ == State::more) {
    if (!step(in[at++])) state_ = State::malformed;
  }
  return at;
}

bool BodyReader::go(Stage stage) {
  stage_ = stage;
  return true;
}

// Reads one byte of framing; false if it is not allowed there.
bool BodyReader::step(char c) {
  switch (stage_) {
    case Stage::size_lf:
      return c == '\n' && go(left_ > 0 ? Stage::data : Stage::trailer_start);
    case Stage::data_cr:
      return c == '\r' && go(Stage::data_lf);
    case Stage::data_lf:
      return c == '\n' && begin_chunk();
    case Stage::trailer_start:
    case Stage::trailer:
    case Stage::trailer_lf:
    case Stage::last_lf:
      return step_trailer(c);
    default:
      return step_size_line(c);
  }
}

bool BodyReader::begin_chunk() {
  digits_ = line_bytes_ = 0;
  return go(Stage::size);
}

// chunk-size *( ";" chunk-ext-name [ "=" chunk-ext-val ] ) CRLF (RFC 9112 7.1, 7.1.1)
bool BodyReader::step_size_line(char c) {
  if (c == '\r') return may_end() && end_size_line();
  if (++line_bytes_ > limits_.max_line) return false;
  if (c == ';' && may_end()) return go(Stage::name_start);
  switch (stage_) {
    case Stage::size:
      return add_digit(hex_digit(c));
    case Stage::name_start:
      return is_token_char(c) && go(Stage::name);
    case Stage::name:
      return is_token_char(c) || (c == '=' && go(Stage::value_start));
    case Stage::value_start:
      return c == '"' ? go(Stage::quoted) : is_token_char(c) && go(Stage::token);
    case Stage::token:
      return is_token_char(c);
    case Stage::quoted:
      if (c == '"') return go(Stage::unquoted);
      return c == '\\' ? go(Stage::escaped) : !is_control(c);
    case Stage::escaped:
      return !is_control(c) && go(Stage::quoted);
    default:
      return false;
  }
}

// Whether the size, or an extension, may end here.
bool BodyReader::may_end() const {
  return (stage_ == Stage::size && digits_ > 0) || stage_ == Stage::name ||
         stage_ == Stage::token || stage_ == Stage::unquoted;
}

bool BodyReader::add_digit(int digit) {
  if (digit < 0 || ++digits_ > kMaxSizeDigits) return false;
  left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
  return left_ <= INT64_MAX;
}

bool BodyReader::end_size_line() {
  extensions_ += line_bytes_ - digits_;
  return extensions_ <= limits_.max_extensions_in_all && go(Stage::size_lf);
}

bool BodyReader::step_trailer(char c) {
  if (stage_ == Stage::trailer_lf) return c == '\n' && end_trailer_line();
  if (stage_ == Stage::last_lf) {
    if (c == '\n') state_ = State::ended;
    return c == '\n';
  }
  if (c == '\r') return go(stage_ == Stage::trailer ? Stage::trailer_lf : Stage::last_lf);
  line_ += c;
  stage_ = Stage::trailer;
  return trailer_bytes_ + line_.size() <= limits_.max_trailer_bytes &&
         (!is_control(c) || c == '\t');
}

bool BodyReader::end_trailer_line() {
  const std::string_view line{line_};
  const std::string_view name = line.substr(0, std::min(line.find(':'), line.size()));
  // A folded line, or one with a space before the colon, has no token as its name.
  if (name.empty() || name.size() == line.size()) return false;
  if (!std::all_of(name.begin(), name.end(), is_token_char)) return false;
  trailer_bytes_ += line.size() + kCrlf.size();
  if (++trailer_count_ > limits_.max_trailers) return false;
  if (trailer_bytes_ > limits_.max_trailer_bytes) return false;
  if (allowed_in_trailer(name)) {
    trailers_.append(name).append(": ").append(trimmed(line.substr(name.size() + 1))).append(kCrlf);
  }
  line_.clear();
  return go(Stage::trailer_start);
}

void append_chunk_head(std::string& out, std::size_t size) {
  std::array<char, kMaxSizeDigits> digits;
  const auto end = std::to_chars(digits.begin(), digits.end(), size, 16).ptr;
  out.append(digits.data(), end).append(kCrlf);
}

void append_last_chunk(std::string& out, std::string_view trailers) {
  out.append("0\r\n").append(trailers).append(kCrlf);
}

}  // namespace rrlb
