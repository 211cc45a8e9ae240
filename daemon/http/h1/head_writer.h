// Appends the lines of an HTTP/1 head to a text. It is the last defence against injection: it drops
// any line that would hold a CR, LF or NUL, so that nothing that a client or a backend sent can
// become a line of its own (RFC 9110 5.5, RFC 9112 11.1).
//
// Bytes are checked while they are copied, because every request and response passes through here.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "daemon/http/field_sink.h"

namespace rrlb {

class HeadWriter final : public FieldSink {
 public:
  // `about`: how many bytes to reserve; more may be written.
  HeadWriter(std::string& out, std::size_t about);
  HeadWriter(const HeadWriter&) = delete;
  HeadWriter& operator=(const HeadWriter&) = delete;
  ~HeadWriter() { out_.resize(at_); }

  // Part of the current line.
  void put(std::string_view text) override;
  // A literal, which needs no check.
  template <std::size_t kSize>
  void put_known(const char (&text)[kSize]) {
    make_room(kSize - 1);
    std::memcpy(out_.data() + at_, text, kSize - 1);
    at_ += kSize - 1;
  }
  void put_number(std::uint64_t number);
  // Ends the line, or drops it if it is not allowed.
  void end_line();

  // A whole line.
  void field(std::string_view name, std::string_view value) override;
  void number_field(std::string_view name, std::uint64_t value);
  // Begins a line that is written in parts.
  void begin_field(std::string_view name) override;
  void end_field() override { end_line(); }
  // The empty line.
  void end_head() { end_line(); }

 private:
  void make_room(std::size_t bytes) {
    if (out_.size() - at_ < bytes) grow(bytes);
  }
  void grow(std::size_t bytes);

  std::string& out_;
  std::size_t at_;        // end of what is written in `out_`
  std::size_t line_;      // begin of the current line
  bool suspect_ = false;  // the line holds a control character
};

}  // namespace rrlb
