// Appends the lines of a head to a text, and is the last guard of them: a line that would hold a
// CR, LF or NUL is not written at all, so that nothing which a client or a backend sent can become
// a line of its own (RFC 9110 5.5, RFC 9112 11.1).
//
// Knows no field's meaning. Bytes are checked while they are copied: a head goes through here for
// each request and each response.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rrlb {

class HeadWriter {
 public:
  // `about`: how many bytes will come; more may.
  HeadWriter(std::string& out, std::size_t about);
  HeadWriter(const HeadWriter&) = delete;
  HeadWriter& operator=(const HeadWriter&) = delete;
  ~HeadWriter() { out_.resize(at_); }

  // A part of the line that is being written.
  void put(std::string_view text);
  void put(char c) { put(std::string_view{&c, 1}); }
  // A literal, which needs no look.
  template <std::size_t kSize>
  void put_known(const char (&text)[kSize]) {
    make_room(kSize - 1);
    std::memcpy(out_.data() + at_, text, kSize - 1);
    at_ += kSize - 1;
  }
  void put_number(std::uint64_t number);
  // Ends the line, or takes it back.
  void end_line();

  // A whole line.
  void line(std::string_view name, std::string_view value);
  void number_line(std::string_view name, std::uint64_t value);
  // The empty line.
  void end_head() { end_line(); }

 private:
  void make_room(std::size_t bytes) {
    if (out_.size() - at_ < bytes) grow(bytes);
  }
  void grow(std::size_t bytes);

  std::string& out_;
  std::size_t at_;        // up to here `out_` is written
  std::size_t line_;      // where the line began
  bool suspect_ = false;  // there is a control character in the line
};

// Whether a text may stand in a line: no CR, LF or NUL.
bool fits_a_line(std::string_view text);

}  // namespace rrlb
