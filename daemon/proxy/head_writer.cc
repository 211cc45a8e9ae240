#include "proxy/head_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace rrlb {
namespace {

using Word = std::uint64_t;

Word load(const char* from) {
  Word word = 0;
  std::memcpy(&word, from, sizeof word);
  return word;
}

// Not 0 if a byte of the word is below 0x20 ("Bit Twiddling Hacks", hasless).
Word controls(Word word) {
  constexpr Word kOnes = ~Word{0} / 255;
  return (word - kOnes * 0x20) & ~word & (kOnes * 0x80);
}

// Copies, and tells whether there is a control character. The last word overlaps the one before.
bool copy(char* to, std::string_view text) {
  const char* from = text.data();
  const std::size_t size = text.size();
  if (size < sizeof(Word)) {
    bool found = false;
    for (std::size_t i = 0; i < size; ++i) {
      to[i] = from[i];
      found |= static_cast<unsigned char>(from[i]) < 0x20;
    }
    return found;
  }
  Word found = 0;
  const auto copy_word = [&](std::size_t at) {
    const Word word = load(from + at);
    std::memcpy(to + at, &word, sizeof word);
    found |= controls(word);
  };
  for (std::size_t at = 0; at + sizeof(Word) < size; at += sizeof(Word)) copy_word(at);
  copy_word(size - sizeof(Word));
  return found != 0;
}

}  // namespace

bool fits_a_line(std::string_view text) {
  constexpr std::string_view kBreaks{"\r\n\0", 3};
  return text.find_first_of(kBreaks) == std::string_view::npos;
}

HeadWriter::HeadWriter(std::string& out, std::size_t about)
    : out_{out}, at_{out.size()}, line_{out.size()} {
  out_.resize(at_ + about);
}

void HeadWriter::make_room(std::size_t bytes) {
  if (out_.size() - at_ < bytes) out_.resize(at_ + std::max(bytes, out_.size()));
}

void HeadWriter::put(std::string_view text) {
  make_room(text.size());
  suspect_ |= copy(out_.data() + at_, text);
  at_ += text.size();
}

void HeadWriter::put_number(std::uint64_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  put({digits, static_cast<std::size_t>(end - digits)});
}

void HeadWriter::end_line() {
  const bool fits = !suspect_ || fits_a_line({out_.data() + line_, at_ - line_});
  suspect_ = false;
  if (!fits) {
    at_ = line_;
    return;
  }
  make_room(2);
  std::memcpy(out_.data() + at_, "\r\n", 2);
  at_ += 2;
  line_ = at_;
}

void HeadWriter::line(std::string_view name, std::string_view value) {
  put(name);
  put(": ");
  put(value);
  end_line();
}

void HeadWriter::number_line(std::string_view name, std::uint64_t value) {
  put(name);
  put(": ");
  put_number(value);
  end_line();
}

}  // namespace rrlb
