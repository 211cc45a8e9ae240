// Reads HTTP/1 requests from the bytes of one connection. llhttp parses them; what llhttp accepts
// but RFC 9112 forbids is refused here.
//
// The bytes of a head stay in one buffer until the request is answered, so a request is parsed in
// place and without an allocation. A body is read from here piece by piece, or dropped. After a
// refusal the connection closes; the client gets only the response:
//
//   400  a bare CR or LF, a folded line, space before a colon or around the method, a control
//        character in a value, no Host or two, a malformed Host, Content-Length with
//        Transfer-Encoding, two Content-Lengths, a Content-Length that is not digits, a
//        Transfer-Encoding that is not exactly "chunked" or comes in HTTP/1.0, a malformed chunk, a
//        target with a control, an 8-bit or a "#" character or of no form that RFC 9112 3.2 knows
//   413  a body larger than allowed (after the response, when the length was not announced)
//   414  a request line longer than allowed
//   431  a head larger, or of more fields, than allowed
//   501  CONNECT, and methods that llhttp does not know
//   505  a version other than 1.0 and 1.1
//
// The texts of the head point into the reader's buffer; they are valid until the next advance().
// Opens no socket; does not use libevent.
#pragma once

#include <llhttp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/config.h"
#include "daemon/http/h1/body_reader.h"
#include "daemon/http/message.h"

namespace rrlb {

class RequestReader {
 public:
  enum class Progress {
    needs_more,  // of the head, or of the body
    head,        // head() is valid; advance() goes on and skips the body, if any
    message,     // the request is over: answer head() if not done yet, call next()
    refused,     // respond with refusal(), unless head() was answered already
  };

  explicit RequestReader(std::size_t capacity);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  std::size_t capacity() const { return capacity_; }

  // Where to put the next bytes of the connection. There is always room for at least one.
  char* space();
  std::size_t space_size() const { return capacity_ - end_; }
  void received(std::size_t bytes) { end_ += bytes; }

  // Reads what was received.
  Progress advance(const ProxyConfig& limits);

  const RequestHead& head() const { return head_; }
  int refusal() const { return refusal_; }

  // Bytes received behind the head and not consumed yet: those of the body, and after its end those
  // of the next request. body() removes the framing.
  std::string_view buffered() const { return {buffer_.get() + parsed_, end_ - parsed_}; }
  BodyReader& body() { return body_; }
  void consume(std::size_t bytes) { parsed_ += bytes; }
  // Goes back to the beginning of the body; not allowed after release_head().
  void rewind_body();
  // Frees the head's part of the buffer for the body; head() is then invalid.
  void release_head() { begin_ = parsed_; }

  // The value of the first field of that name (given in lower case), if there is one.
  std::optional<std::string_view> value_of(std::string_view lower_case_name) const;

  // Forgets the current request, and keeps the bytes that came after it.
  void next();

  // Whether there are bytes that do not belong to a completely read request.
  bool has_bytes() const { return end_ > begin_; }
  // Whether the body is being read; also true after body() has read all of it.
  bool in_body() const { return stage_ == Stage::body; }

  // Resets the reader to its initial state.
  void clear();

 private:
  // The position of a text, relative to begin_: the buffer's content may move while a head is
  // incomplete.
  struct Span {
    std::uint32_t at = 0;
    std::uint32_t size = 0;
  };
  struct FieldSpan {
    Span name;
    Span value;
  };
  enum class Stage { head, body };
  struct Callbacks;

  const char* start() const { return buffer_.get() + begin_; }
  std::string_view text(Span span) const { return {start() + span.at, span.size}; }
  void extend(Span& span, const char* at, std::size_t size) const;
  void trim(Span& span) const;

  void skip_empty_lines();
  Progress read_head(const ProxyConfig& limits);
  Progress too_long_or_needs_more(const ProxyConfig& limits);
  Progress finish_head(const ProxyConfig& limits);
  void list_fields();
  Progress throw_body_away(const ProxyConfig& limits);
  Progress refuse(int status);
  int status_of_parse_error() const;
  bool lines_well_formed(std::string_view head) const;
  bool speaks_http(std::string_view head) const;
  int check_fields();
  int check_target();
  bool may_upgrade() const;

  const std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  std::size_t begin_ = 0;   // of the current request
  std::size_t parsed_ = 0;  // llhttp has read everything before
  std::size_t end_ = 0;     // of the received bytes

  llhttp_t parser_;
  Stage stage_ = Stage::head;
  Span target_;
  std::vector<FieldSpan> spans_;
  bool in_value_ = false;
  bool headers_complete_ = false;
  bool closes_ = false;  // from its Connection fields
  bool keeps_alive_ = false;
  bool upgrades_ = false;
  int upgrade_fields_ = 0;
  bool websocket_ = false;
  BodyReader body_;
  std::size_t body_begin_ = 0;       // its position in the buffer
  std::uint64_t body_received_ = 0;  // of a body that is dropped
  std::vector<Field> fields_;
  RequestHead head_;
  int refusal_ = 0;
};

}  // namespace rrlb
