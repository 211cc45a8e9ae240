#include "daemon/relay/tunnel.h"

namespace rrlb {
namespace {

constexpr int kReadsAnEvent = 8;  // then other connections have their turn

}  // namespace

Tunnel::State Tunnel::pump(ClientStream& client, ServerStream& server) {
  for (int i = 0; i < kReadsAnEvent && server.has_room() && !client_ended_; ++i) {
    const BodyPiece piece = client.read_body();
    if (piece.state == BodyPiece::State::nothing_yet) break;
    if (piece.state == BodyPiece::State::gone) return State::broken;
    client_ended_ = piece.state == BodyPiece::State::ended;
    server.send_body(piece.data);
    if (!server.flush()) return State::broken;
  }
  const State state = pass_ends_on(client, server);
  if (state == State::open && server.has_room() && !client_ended_) client.read_later();
  return state;
}

Tunnel::State Tunnel::backend_ended(ClientStream& client, ServerStream& server,
                                    bool takes_no_more) {
  backend_ended_ = true;
  client_ended_ = client_ended_ || takes_no_more;
  return pass_ends_on(client, server);
}

Tunnel::State Tunnel::pass_ends_on(ClientStream& client, ServerStream& server) const {
  if (client_ended_ && server.has_room()) server.send_end_of_tunnel();
  if (backend_ended_ && client.has_room()) client.send_end_of_tunnel();
  const bool over = client_ended_ && backend_ended_ && server.has_room() && client.has_room();
  return over ? State::over : State::open;
}

}  // namespace rrlb
