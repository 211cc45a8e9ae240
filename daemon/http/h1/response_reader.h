// Reads the head of an HTTP/1 response. One scan finds the end of the head and checks every line;
// llhttp then parses it in one run; what both accept but RFC 9112 forbids is refused here.
// BodyReader (body_reader.h) reads the body.
//
// A malformed head becomes a 502 for the client, because a guess could be wrong:
//
//   status line        not HTTP/1.0 or HTTP/1.1 (HTTP/0.9 has no head, RTSP is not HTTP); not one
//                      space before the status; a status that is not three digits, 100 to 599
//   lines              a CR or an LF alone; a folded line; an empty line before the status line; a
//                      control character, except a tab in a value or in the reason
//   fields             an empty name, or one that is not a token; space before the colon; no colon
//   Content-Length     two of them, even if they are equal; one that is not digits below 2^63
//   Transfer-Encoding  two of them; one that is not exactly "chunked"; any in HTTP/1.0
//   size               a head with more bytes or more fields than allowed
//
// RFC 9112 6.3 decides how the body ends. If a response has both Transfer-Encoding and
// Content-Length, the first one counts, the second one is removed, and the connection is not used
// again. A status line that ends after the status, without the space before an empty reason, is
// accepted: there is only one way to read it.
//
// Opens no socket; does not use libevent; allocates nothing after its first head.
#pragma once

#include <llhttp.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/http/message.h"

namespace rrlb {

struct ResponseLimits {
  std::size_t max_bytes = 64 * 1024;
  std::size_t max_fields = 256;
};

class ResponseReader {
 public:
  enum class Progress { needs_more, head, malformed };

  explicit ResponseReader(ResponseLimits limits);
  ResponseReader() : ResponseReader(ResponseLimits{}) {}
  ResponseReader(const ResponseReader&) = delete;
  ResponseReader& operator=(const ResponseReader&) = delete;

  // `received` begins where the response begins and holds all bytes received so far, those of
  // earlier calls included. (They may have moved in memory between calls.) After `head` or
  // `malformed`, call clear() first.
  Progress read(std::string_view received, bool answers_head);

  const ResponseHead& head() const { return head_; }
  std::size_t size() const { return scanned_; }  // of the head, in bytes

  // Resets the reader for the next response, or for the one after a 1xx.
  void clear();

 private:
  enum class Scan { needs_more, whole, malformed };
  struct Callbacks;

  // What the fields say about framing and the connection.
  struct Said {
    int encodings = 0;
    int upgrades = 0;
    bool to_websocket = false;  // there is exactly one Upgrade field, and it says websocket
    bool close = false;         // this and the following: tokens of Connection
    bool keep_alive = false;
    bool upgrade = false;
  };

  Scan scan_lines(std::string_view received);
  bool end_line();
  bool parse(std::string_view head);
  void read_status_line(std::string_view line);
  bool check_fields();
  bool check(const Field& field);
  bool take_length(std::string_view value);
  void frame(bool answers_head);
  void drop_length();

  const ResponseLimits limits_;
  llhttp_t parser_;
  std::size_t scanned_ = 0;      // everything before is well-formed
  std::size_t line_begin_ = 0;   // begin of the line that scanned_ is in
  std::size_t lines_ = 0;        // complete lines: the status line and the fields
  std::size_t status_line_ = 0;  // its size
  ResponseHead head_;
  std::vector<Field> fields_;
  Said said_;
};

}  // namespace rrlb
