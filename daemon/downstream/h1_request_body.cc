#include "daemon/downstream/h1_request_body.h"

#include <algorithm>

namespace rrlb {
namespace {

BodyPiece::State state_of(const BodyReader& body) {
  switch (body.state()) {
    case BodyReader::State::ended:
      return BodyPiece::State::ended;
    case BodyReader::State::malformed:
      return BodyPiece::State::malformed;
    case BodyReader::State::more:
      break;
  }
  return BodyPiece::State::more;
}

}  // namespace

void H1RequestBody::begin(const RequestHead& head, bool head_alone) {
  streamed_ = false;
  awaits_continue_ = head.expects_continue && head_alone;
}

// A body with a Content-Length is passed from socket to socket. Chunks go through the reader's
// buffer, because the next request may follow the last chunk.
BodyPiece H1RequestBody::read(RequestReader& reader) {
  if (!reader.buffered().empty()) return take_buffered(reader);
  if (!wire_.readable()) return nothing(Wire::Got::nothing_yet);
  streamed_ = true;
  BodyReader& body = reader.body();
  return body.kind() == BodyKind::counted ? receive_counted(body) : receive_chunked(reader);
}

BodyPiece H1RequestBody::take_buffered(RequestReader& reader) {
  const BodyReader::Piece piece = reader.body().next(reader.buffered());
  reader.consume(piece.consumed);
  if (!piece.data.empty()) awaits_continue_ = false;
  return {state_of(reader.body()), piece.data};
}

BodyPiece H1RequestBody::receive_counted(BodyReader& body) {
  std::string& scratch = net_.buffers.scratch;
  const std::size_t most = std::min<std::uint64_t>(scratch.size(), body.left());
  const Wire::Received received = wire_.receive(scratch.data(), most);
  if (received.got != Wire::Got::bytes) return nothing(received.got);
  awaits_continue_ = false;
  const std::string_view data = body.next({scratch.data(), received.size}).data;
  return {state_of(body), data};
}

BodyPiece H1RequestBody::receive_chunked(RequestReader& reader) {
  reader.release_head();
  char* space = reader.space();  // before space_size(), because it makes room
  const Wire::Received received = wire_.receive(space, reader.space_size());
  if (received.got != Wire::Got::bytes) return nothing(received.got);
  reader.received(received.size);
  return take_buffered(reader);
}

BodyPiece H1RequestBody::read_tunnel(RequestReader* reader) {
  if (reader != nullptr && !reader->buffered().empty()) {
    const std::string_view bytes = reader->buffered();
    reader->consume(bytes.size());
    return {BodyPiece::State::more, bytes};
  }
  if (!wire_.readable()) return nothing(Wire::Got::nothing_yet);
  std::string& scratch = net_.buffers.scratch;
  const Wire::Received received = wire_.receive(scratch.data(), scratch.size());
  if (received.got == Wire::Got::end) return {BodyPiece::State::ended};
  if (received.got != Wire::Got::bytes) return nothing(received.got);
  return {BodyPiece::State::more, {scratch.data(), received.size}};
}

BodyPiece H1RequestBody::nothing(Wire::Got got) const {
  const bool waits = got == Wire::Got::nothing_yet && !wire_.broken_off();
  return {waits ? BodyPiece::State::nothing_yet : BodyPiece::State::gone};
}

}  // namespace rrlb
