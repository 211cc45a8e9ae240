// Feeds bytes of clients to a RequestReader.
#include <cstring>
#include <optional>

#include "daemon/http/h1/request_reader.h"
#include "daemon/http/rules.h"
#include "tests/fuzz/fuzz.h"

namespace rrlb {
namespace {

using Progress = RequestReader::Progress;

void check_head(const RequestReader& reader) {
  const RequestHead& head = reader.head();
  fuzz::require(
      !head.method.empty() && std::all_of(head.method.begin(), head.method.end(), is_token_char),
      "a method is a token");
  fuzz::require(!head.target.empty() && find_control(head.target, 0) == head.target.size() &&
                    head.target.find(' ') == std::string_view::npos,
                "a target has no space and no control character");
  int lengths = 0;
  int encodings = 0;
  int hosts = 0;
  for (std::size_t i = 0; i < reader.head().fields.size(); ++i) {
    const Field field = reader.head().fields[i];
    fuzz::require(
        !field.name.empty() && std::all_of(field.name.begin(), field.name.end(), is_token_char),
        "a field's name is a token");
    fuzz::require(fuzz::one_line(field.value), "a field's value is one line");
    lengths += equals_ignoring_case(field.name, "content-length");
    encodings += equals_ignoring_case(field.name, "transfer-encoding");
    hosts += equals_ignoring_case(field.name, "host");
  }
  fuzz::require(lengths + encodings <= 1, "one field frames a body");
  fuzz::require(encodings == 0 || !head.http_1_0, "HTTP/1.0 has no chunks");
  fuzz::require(hosts == 1 || (hosts == 0 && head.http_1_0), "a request has one host");
}

std::string shown(const RequestReader& reader) {
  const RequestHead& head = reader.head();
  std::string line{head.method};
  line.append(" ").append(head.target).append(" ").append(head.path_and_query);
  line += head.http_1_0 ? " 1.0" : " 1.1";
  line += head.keep_alive ? " ka" : " close";
  if (head.expects_continue) line += " expects";
  for (std::size_t i = 0; i < reader.head().fields.size(); ++i) {
    const Field field = reader.head().fields[i];
    line.append("\n  ").append(field.name).append(": ").append(field.value);
  }
  return line + "\n";
}

// Records the requests that a connection would answer.
class Connection {
 public:
  Connection(const ProxyConfig& limits, bool with_status)
      : limits_{limits}, with_status_{with_status}, reader_{limits.max_header_bytes} {}

  std::string read(const fuzz::Pieces& pieces) {
    for (const std::vector<char>& piece : pieces) {
      std::string_view left{piece.data(), piece.size()};
      while (!left.empty() && open_) left.remove_prefix(receive(left));
    }
    return log_;
  }

 private:
  std::size_t receive(std::string_view bytes) {
    char* space = reader_.space();
    const std::size_t size = std::min(bytes.size(), reader_.space_size());
    fuzz::require(size > 0, "there is always space for a byte");
    std::memcpy(space, bytes.data(), size);
    reader_.received(size);
    while (open_ && advance()) {
    }
    return size;
  }

  bool advance() {
    switch (reader_.advance(limits_)) {
      case Progress::needs_more:
        return false;
      case Progress::head:
        answer();
        return true;
      case Progress::message:
        answer();
        reader_.next();
        answered_ = false;
        return reader_.has_bytes();
      case Progress::refused:
        refuse();
        return false;
    }
    return false;
  }

  void answer() {
    if (answered_) return;
    answered_ = true;
    check_head(reader_);
    log_ += shown(reader_);
  }

  void refuse() {
    fuzz::require(reader_.refusal() >= 400 && reader_.refusal() <= 505, "a refusal has a status");
    log_ += with_status_ ? "refused " + std::to_string(reader_.refusal()) : "refused";
    open_ = false;
  }

  const ProxyConfig& limits_;
  const bool with_status_;
  RequestReader reader_;
  std::string log_;
  bool answered_ = false;
  bool open_ = true;
};

void compare(std::string_view input, const ProxyConfig& limits, bool with_status) {
  const auto read = [&](const fuzz::Pieces& pieces) {
    return Connection{limits, with_status}.read(pieces);
  };
  const std::string expected = read(fuzz::whole(input));
  fuzz::require_same(expected, read(fuzz::byte_by_byte(input)),
                     "the pieces are read like the whole");
  fuzz::require_same(expected, read(fuzz::as_the_input_says(input)),
                     "pieces are read as the whole is");
}

}  // namespace
}  // namespace rrlb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rrlb;
  static const ProxyConfig kBeyondReach = [] {
    ProxyConfig limits;
    limits.max_headers = 4096;
    return limits;
  }();
  static const ProxyConfig kTight = [] {
    ProxyConfig limits;
    limits.max_request_line_bytes = 40;
    limits.max_header_bytes = 120;
    limits.max_headers = 4;
    limits.max_body_bytes = 20;
    return limits;
  }();
  compare(fuzz::text(data, size), kBeyondReach, true);
  // A head that is too large and has another fault may be refused for either reason.
  compare(fuzz::text(data, size), kTight, false);
  return 0;
}
