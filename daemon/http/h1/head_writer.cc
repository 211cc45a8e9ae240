#include "daemon/http/h1/head_writer.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "daemon/http/rules.h"

namespace rrlb {
namespace {

// Sixteen bytes in one register (a GNU extension that every target has, if need be in pieces).
using Bytes = unsigned char __attribute__((vector_size(16)));

// Not 0 if a byte is below 0x20 (for words: "Bit Twiddling Hacks", hasless).
std::uint64_t controls(std::uint64_t word) {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0} / 255;
  return (word - kOnes * 0x20) & ~word & (kOnes * 0x80);
}
std::uint32_t controls(std::uint32_t word) {
  constexpr std::uint32_t kOnes = ~std::uint32_t{0} / 255;
  return (word - kOnes * 0x20) & ~word & (kOnes * 0x80);
}
Bytes controls(Bytes bytes) { return reinterpret_cast<Bytes>(bytes < 0x20); }

bool any(std::uint64_t word) { return word != 0; }
bool any(Bytes bytes) {
  std::uint64_t halves[2];
  std::memcpy(halves, &bytes, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

// Copies a text of at least one word and returns whether it holds a control character. The last
// word overlaps the one before.
template <typename Word>
bool copy_words(char* to, const char* from, std::size_t size) {
  Word last;
  std::memcpy(&last, from + size - sizeof last, sizeof last);
  auto found = controls(last);
  for (std::size_t at = 0; at + sizeof(Word) < size; at += sizeof(Word)) {
    Word word;
    std::memcpy(&word, from + at, sizeof word);
    std::memcpy(to + at, &word, sizeof word);
    found |= controls(word);
  }
  std::memcpy(to + size - sizeof last, &last, sizeof last);
  return any(found);
}

bool copy(char* to, std::string_view text) {
  if (text.size() >= 16) return copy_words<Bytes>(to, text.data(), text.size());
  if (text.size() >= 8) return copy_words<std::uint64_t>(to, text.data(), text.size());
  if (text.size() >= 4) return copy_words<std::uint32_t>(to, text.data(), text.size());
  bool found = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    to[i] = text[i];
    found |= static_cast<unsigned char>(text[i]) < 0x20;
  }
  return found;
}

}  // namespace

HeadWriter::HeadWriter(std::string& out, std::size_t about)
    : out_{out}, at_{out.size()}, line_{out.size()} {
  out_.resize(at_ + about);
}

void HeadWriter::grow(std::size_t bytes) { out_.resize(at_ + std::max(bytes, out_.size())); }

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
  if (suspect_ && !fits_a_line({out_.data() + line_, at_ - line_})) {
    at_ = line_;
  } else {
    put_known("\r\n");
    line_ = at_;
  }
  suspect_ = false;
}

void HeadWriter::field(std::string_view name, std::string_view value) {
  const std::size_t size = name.size() + value.size() + 4;
  make_room(size);
  char* const to = out_.data() + at_;
  const bool suspect_name = copy(to, name);
  const bool suspect_value = copy(to + name.size() + 2, value);
  std::memcpy(to + name.size(), ": ", 2);
  std::memcpy(to + size - 2, "\r\n", 2);
  if ((suspect_name || suspect_value) && !fits_a_line({to, size - 2})) return;
  at_ += size;
  line_ = at_;
}

void HeadWriter::begin_field(std::string_view name) {
  put(name);
  put_known(": ");
}

void HeadWriter::number_field(std::string_view name, std::uint64_t value) {
  begin_field(name);
  put_number(value);
  end_line();
}

}  // namespace rrlb
