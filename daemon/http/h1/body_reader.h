// Removes the framing from the body of an HTTP/1 message, and adds chunked framing.
//
// The input may be cut anywhere. The output is pieces of the input that are content, never copied.
// The reader consumes exactly the bytes of the message: bytes after its end are left to the caller
// (a pipelined request, or a backend that sends too much).
//
// Two readers that disagree about chunked framing see two different messages (request smuggling).
// So only the exact grammar of RFC 9112 7.1 is accepted, and nothing is guessed:
//
//   a chunk's size   1 to 16 hex digits, below 2^63, no sign, no space
//   extensions       ";" name [ "=" ( token / quoted string ) ], with no white space or control
//                    character anywhere; read, bounded, and dropped
//   lines            end in CRLF; a CR or an LF alone is malformed wherever it stands
//   trailers         field lines with a token for a name and a colon right after it; not folded
//
// A malformed body stays malformed until begin(). Pure: opens no socket, and allocates only for
// trailers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/http/message.h"

namespace rrlb {

class BodyReader {
 public:
  enum class State { more, ended, malformed };

  struct Limits {
    std::size_t max_line = 1024;  // of the line with a chunk's size, without CRLF
    std::size_t max_extensions_in_all = 16 * 1024;
    std::size_t max_trailer_bytes = 8 * 1024;  // all trailer lines, with their CRLF
    std::size_t max_trailers = 64;
  };

  BodyReader() : BodyReader(Limits{}) {}
  explicit BodyReader(const Limits& limits) : limits_{limits} {}

  // Begins a body; `length` is that of a counted one. A body of kind `none` or of length 0 ends at
  // once.
  void begin(BodyKind kind, std::uint64_t length = 0);

  struct Piece {
    std::size_t consumed = 0;
    std::string_view data;  // points into the input; may be empty even if bytes were consumed
  };

  // Reads from the beginning of `in` up to the end of the first contiguous piece of data. Call it
  // again with the rest while state() is `more` and there is input left.
  Piece next(std::string_view in);

  // The peer has closed its side. This ends a body of kind until_close; any other unfinished body
  // is truncated, and malformed.
  void end_of_input();

  State state() const { return state_; }
  BodyKind kind() const { return kind_; }
  std::uint64_t left() const { return left_; }  // of a counted body, in bytes

  // The trailer fields, each "Name: value\r\n" in their order; "" if there are none. Fields that
  // RFC 9110 6.5.1 forbids in trailers (framing, routing, authentication, request modifiers,
  // response control) are left out, and so are those that belong to the proxy itself.
  const std::string& trailers() const { return trailers_; }

 private:
  enum class Stage {
    size,        // hex digits, at least one
    name_start,  // after ";"
    name,
    value_start,  // after "="
    token,
    quoted,
    escaped,   // after "\" in a quoted string
    unquoted,  // after the closing quote
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,  // of each line
    trailer,
    trailer_lf,
    last_lf,
  };

  std::string_view take(std::string_view in);
  Piece next_of_chunked(std::string_view in);
  std::size_t read_framing(std::string_view in);
  bool step(char c);
  bool begin_chunk();
  bool step_size_line(char c);
  bool may_end() const;
  bool add_digit(int digit);
  bool end_size_line();
  bool step_trailer(char c);
  bool end_trailer_line();
  bool go(Stage stage);

  Limits limits_;
  BodyKind kind_ = BodyKind::none;
  State state_ = State::ended;
  Stage stage_ = Stage::size;
  std::uint64_t left_ = 0;      // of a counted body, or of a chunk's data
  std::size_t digits_ = 0;      // of the chunk's size so far
  std::size_t line_bytes_ = 0;  // of the line with the chunk's size
  std::size_t extensions_ = 0;  // bytes of all chunks' extensions
  std::size_t trailer_bytes_ = 0;
  std::size_t trailer_count_ = 0;
  std::string line_;  // the current trailer line, so far
  std::string trailers_;
};

// Appends "1f4\r\n". That many bytes and "\r\n" must follow; `size` must not be 0.
void append_chunk_head(std::string& out, std::size_t size);
// Appends "0\r\n", the trailers as BodyReader returns them, and "\r\n".
void append_last_chunk(std::string& out, std::string_view trailers);

}  // namespace rrlb
