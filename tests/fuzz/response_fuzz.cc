// Feeds bytes of backends to a ResponseReader, and the bodies to a BodyReader.
#include "daemon/http/h1/response_reader.h"
#include "daemon/http/rules.h"
#include "tests/fuzz/body_log.h"

namespace rrlb {
namespace {

using Progress = ResponseReader::Progress;

struct How {
  bool answers_head = false;
  ResponseLimits limits{};
};

void check_head(const ResponseHead& head, bool answers_head) {
  fuzz::require(head.status >= 100 && head.status <= 599, "a status is in range");
  fuzz::require(fuzz::one_line(head.reason), "a reason is one line");
  int lengths = 0;
  int encodings = 0;
  for (const Field& field : head.fields) {
    fuzz::require(
        !field.name.empty() && std::all_of(field.name.begin(), field.name.end(), is_token_char),
        "a field's name is a token");
    fuzz::require(fuzz::one_line(field.value), "a field's value is one line");
    lengths += equals_ignoring_case(field.name, "content-length");
    encodings += equals_ignoring_case(field.name, "transfer-encoding");
  }
  fuzz::require(lengths + encodings <= 1, "one field frames a body");
  fuzz::require((head.body == BodyKind::counted) <= head.length_given,
                "what is counted has a length");
  fuzz::require((head.body == BodyKind::chunked) <= (encodings == 1 && !head.http_1_0),
                "chunks are announced, and not in HTTP/1.0");
  const bool bodiless =
      answers_head || head.status < 200 || head.status == 204 || head.status == 304;
  fuzz::require(bodiless == (head.body == BodyKind::none),
                "exactly the responses that may have a body have one");
  fuzz::require(head.body != BodyKind::until_close || !head.keep_alive,
                "a body until close ends the connection");
  fuzz::require(!head.upgrades_to_websocket || head.status == 101, "only a 101 switches protocols");
}

std::string shown(const ResponseHead& head) {
  std::string text = (head.http_1_0 ? "1.0 " : "1.1 ") + std::to_string(head.status) + " [" +
                     std::string{head.reason} + "] " + std::to_string(static_cast<int>(head.body)) +
                     " " + std::to_string(head.length) + (head.length_given ? " given" : "") +
                     (head.keep_alive ? " ka" : " close") +
                     (head.upgrades_to_websocket ? " websocket" : "") + "\n";
  for (const Field& field : head.fields) {
    text.append(field.name).append(": ").append(field.value).append("\n");
  }
  return text;
}

// Checks that the head that is sent on is read like the one received.
void require_forwardable(const ResponseHead& head, bool answers_head) {
  std::string bytes = (head.http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ") + std::to_string(head.status) +
                      " " + std::string{head.reason} + "\r\n";
  for (const Field& field : head.fields) {
    bytes.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  bytes += "\r\n";
  ResponseReader again{{.max_bytes = bytes.size() + 1}};
  fuzz::require(again.read(bytes, answers_head) == Progress::head && again.size() == bytes.size(),
                "a head that is sent on is well-formed");
  ResponseHead got = again.head();
  got.keep_alive &= head.keep_alive;  // false if an invalid Content-Length was removed
  fuzz::require_same(shown(head), shown(got), "a head is the same when it is sent on");
}

// Reads a response with its interim responses, as a connection to a backend does.
class Connection {
 public:
  explicit Connection(const How& how) : how_{how}, reader_{how.limits} {}

  std::string read(const fuzz::Pieces& pieces) {
    for (const std::vector<char>& piece : pieces) receive({piece.data(), piece.size()});
    if (stage_ == Stage::body) {
      body_.end_of_input();
      if (body_.ended()) fuzz::require_forwardable(body_);
      log_ += body_.shown();
    }
    return log_;
  }

 private:
  enum class Stage { head, body, malformed };

  void receive(std::string_view bytes) {
    if (stage_ == Stage::body) return body_.receive(bytes);
    received_ += bytes;
    while (stage_ == Stage::head && read_head()) {
    }
  }

  // Whether the received bytes may contain another head.
  bool read_head() {
    // A copy, so that AddressSanitizer finds a read beyond the end.
    const std::vector<char> received{received_.begin(), received_.end()};
    const Progress progress = reader_.read({received.data(), received.size()}, how_.answers_head);
    if (progress == Progress::malformed) {
      stage_ = Stage::malformed;
      log_ += "malformed";
    }
    if (progress != Progress::head) return false;
    const ResponseHead& head = reader_.head();
    fuzz::require(reader_.size() <= how_.limits.max_bytes, "a head is bounded in bytes");
    fuzz::require(head.fields.size() <= how_.limits.max_fields, "a head is bounded in fields");
    check_head(head, how_.answers_head);
    require_forwardable(head, how_.answers_head);
    log_ += shown(head);
    received_.erase(0, reader_.size());
    if (head.status >= 200 || head.status == 101) {
      begin_body(head);
      return false;
    }
    reader_.clear();
    return !received_.empty();
  }

  void begin_body(const ResponseHead& head) {
    stage_ = Stage::body;
    body_.begin(head.body, head.length);
    body_.receive(received_);
  }

  const How how_;
  ResponseReader reader_;
  Stage stage_ = Stage::head;
  std::string received_;
  fuzz::BodyLog body_;
  std::string log_;
};

void compare(std::string_view input, const How& how) {
  const std::string expected = Connection{how}.read(fuzz::whole(input));
  fuzz::require_same(expected, Connection{how}.read(fuzz::byte_by_byte(input)),
                     "the pieces are read like the whole");
  fuzz::require_same(expected, Connection{how}.read(fuzz::as_the_input_says(input)),
                     "pieces are read as the whole is");
}

}  // namespace
}  // namespace rrlb

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rrlb;
  const std::string_view input = fuzz::text(data, size);
  compare(input, {});
  compare(input, {.answers_head = true});
  compare(input, {.limits = {.max_bytes = 80, .max_fields = 3}});
  return 0;
}
