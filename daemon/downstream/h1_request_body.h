// The body of one request on a client's HTTP/1 connection, without its framing. After an upgrade,
// the bytes of the tunnel.
#pragma once

#include "daemon/http/client_stream.h"
#include "daemon/http/h1/request_reader.h"
#include "daemon/net/net_context.h"
#include "daemon/net/wire.h"

namespace rrlb {

class H1RequestBody {
 public:
  H1RequestBody(NetContext& net, Wire& wire) : net_{net}, wire_{wire} {}

  // `head_alone`: only the head has been read, and not the whole body.
  void begin(const RequestHead& head, bool head_alone);

  // The next piece: first from what came with the head, then from the socket.
  BodyPiece read(RequestReader& reader);
  BodyPiece read_tunnel(RequestReader* reader);

  // Whether parts of it were read after the head; these cannot be read again.
  bool streamed() const { return streamed_; }
  // Whether the client may wait for "100 Continue" before it sends the body.
  bool awaits_continue() const { return awaits_continue_; }
  void note_continue() { awaits_continue_ = false; }

 private:
  BodyPiece take_buffered(RequestReader& reader);
  BodyPiece receive_counted(BodyReader& body);
  BodyPiece receive_chunked(RequestReader& reader);
  BodyPiece nothing(Wire::Got got) const;

  NetContext& net_;
  Wire& wire_;
  bool streamed_ = false;
  bool awaits_continue_ = false;
};

}  // namespace rrlb
