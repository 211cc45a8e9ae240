// Reads a body with a BodyReader, records the result, and checks the reader's invariants.
#pragma once

#include "daemon/http/h1/body_reader.h"
#include "tests/fuzz/fuzz.h"

namespace rrlb::fuzz {

inline constexpr BodyReader::Limits kNoLimits{.max_line = SIZE_MAX,
                                              .max_extensions_in_all = SIZE_MAX,
                                              .max_trailer_bytes = SIZE_MAX,
                                              .max_trailers = SIZE_MAX};

class BodyLog {
 public:
  explicit BodyLog(const BodyReader::Limits& limits = {}) : reader_{limits} {}

  void begin(BodyKind kind, std::uint64_t length) { reader_.begin(kind, length); }

  void receive(std::string_view in) {
    while (!in.empty() && reader_.state() == BodyReader::State::more) {
      const BodyReader::Piece piece = reader_.next(in);
      require(piece.consumed > 0 && piece.consumed <= in.size(), "each call makes progress");
      require(piece.data.empty() ||
                  (piece.data.data() >= in.data() &&
                   piece.data.data() + piece.data.size() <= in.data() + piece.consumed),
              "data lies in what was read");
      data_ += piece.data;
      in.remove_prefix(piece.consumed);
    }
    left_over_ += in;
  }

  void end_of_input() { reader_.end_of_input(); }

  bool ended() const { return reader_.state() == BodyReader::State::ended; }
  const std::string& data() const { return data_; }
  const std::string& left_over() const { return left_over_; }
  const std::string& trailers() const { return reader_.trailers(); }

  std::string shown() const {
    if (reader_.state() == BodyReader::State::malformed) return "malformed '" + data_ + "'";
    return (ended() ? "ended '" : "more '") + data_ + "' trailers '" + trailers() +
           "' left over '" + left_over_ + "'";
  }

 private:
  BodyReader reader_;
  std::string data_;
  std::string left_over_;
};

// The body in the form in which it is sent on: its data in one chunk, and its trailers.
inline std::string in_chunks(const BodyLog& body) {
  std::string bytes;
  if (!body.data().empty()) {
    append_chunk_head(bytes, body.data().size());
    bytes += body.data() + "\r\n";
  }
  append_last_chunk(bytes, body.trailers());
  return bytes;
}

// Checks that the body that is sent on is read like the one received.
inline void require_forwardable(const BodyLog& body) {
  BodyLog again{kNoLimits};
  again.begin(BodyKind::chunked, 0);
  again.receive(in_chunks(body));
  require(again.ended() && again.data() == body.data(), "the data is the same when it is sent on");
  require_same(again.trailers(), body.trailers(), "trailers are the same when they are sent on");
}

}  // namespace rrlb::fuzz
