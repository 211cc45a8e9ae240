// Feeds bodies of requests and responses to a BodyReader.
#include <cctype>
#include <optional>

#include "daemon/http/rules.h"
#include "tests/fuzz/body_log.h"

namespace rrlb {
namespace {

// A second parser of chunked framing (RFC 9112 7.1, without white space in extensions) for a complete
// body. The reader must find the same in the same bytes, in any pieces.
class Grammar {
 public:
  explicit Grammar(std::string_view in) : in_{in} {}

  // The data, if the bytes begin with a body, and the rest after it.
  std::optional<std::string> body() {
    std::string data;
    for (;;) {
      const std::optional<std::uint64_t> size = chunk_head();
      if (!size) return std::nullopt;
      if (*size == 0) break;
      if (*size > in_.size()) return std::nullopt;
      data += in_.substr(0, *size);
      in_.remove_prefix(*size);
      if (!eat("\r\n")) return std::nullopt;
    }
    while (!eat("\r\n")) {
      if (!trailer()) return std::nullopt;
    }
    return data;
  }

  std::string_view rest() const { return in_; }

 private:
  std::optional<std::uint64_t> chunk_head() {
    const std::string digits =
        eat_while([](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; });
    if (digits.empty() || digits.size() > 16) return std::nullopt;
    const std::uint64_t size = std::stoull(digits, nullptr, 16);
    if (size > INT64_MAX) return std::nullopt;
    while (eat(";")) {
      if (!token() || (eat("=") && !token() && !quoted())) return std::nullopt;
    }
    return eat("\r\n") ? std::optional{size} : std::nullopt;
  }

  bool trailer() {
    if (!token() || !eat(":")) return false;
    eat_while([](char c) { return c == '\t' || is_visible(c); });
    return eat("\r\n");
  }

  bool quoted() {
    if (!eat("\"")) return false;
    for (;;) {
      eat_while([](char c) { return c != '"' && c != '\\' && is_visible(c); });
      if (eat("\"")) return true;
      if (!eat("\\") || in_.empty() || !is_visible(in_[0])) return false;
      in_.remove_prefix(1);
    }
  }

  bool token() {
    return !eat_while([](char c) { return is_token_char(c); }).empty();
  }

  static bool is_visible(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; }

  bool eat(std::string_view text) {
    if (!in_.starts_with(text)) return false;
    in_.remove_prefix(text.size());
    return true;
  }

  template <typename Belongs>
  std::string eat_while(Belongs belongs) {
    std::string eaten;
    while (!in_.empty() && belongs(in_[0])) {
      eaten += in_[0];
      in_.remove_prefix(1);
    }
    return eaten;
  }

  std::string_view in_;
};

void require_by_the_grammar(const fuzz::BodyLog& body, std::string_view input) {
  Grammar grammar{input};
  const std::optional<std::string> data = grammar.body();
  fuzz::require(body.ended() == data.has_value(),
                "the reader accepts exactly what the grammar accepts");
  if (!data) return;
  fuzz::require_same(body.data(), *data, "data is what the grammar says");
  fuzz::require_same(body.left_over(), std::string{grammar.rest()},
                     "the reader and the grammar find the same end");
}

fuzz::BodyLog read(const fuzz::Pieces& pieces, BodyKind kind, std::uint64_t length,
                   const BodyReader::Limits& limits) {
  fuzz::BodyLog body{limits};
  body.begin(kind, length);
  for (const std::vector<char>& piece : pieces) body.receive({piece.data(), piece.size()});
  return body;
}

fuzz::BodyLog compare(std::string_view input, BodyKind kind, std::uint64_t length,
                      const BodyReader::Limits& limits) {
  const fuzz::BodyLog body = read(fuzz::whole(input), kind, length, limits);
  for (const fuzz::Pieces& pieces : {fuzz::byte_by_byte(input), fuzz::as_the_input_says(input)}) {
    fuzz::require_same(body.shown(), read(pieces, kind, length, limits).shown(),
                       "pieces are read as the whole is");
  }
  if (body.ended()) fuzz::require_forwardable(body);
  return body;
}

}  // namespace
}  // namespace rrlb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rrlb;
  const std::string_view input = fuzz::text(data, size);
  constexpr BodyReader::Limits kTight{
      .max_line = 12, .max_extensions_in_all = 16, .max_trailer_bytes = 24, .max_trailers = 2};
  require_by_the_grammar(compare(input, BodyKind::chunked, 0, fuzz::kNoLimits), input);
  compare(input, BodyKind::chunked, 0, kTight);
  compare(input, BodyKind::counted, 10, {});
  return 0;
}
