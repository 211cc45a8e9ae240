// What the client connections of one worker share. Used by the worker's thread alone.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "daemon/downstream/h1_connection.h"
#include "daemon/downstream/own_request.h"
#include "daemon/http/h1/reader_pool.h"
#include "daemon/net/net_context.h"
#include "daemon/relay/exchanges.h"
#include "daemon/relay/relay_context.h"

namespace rrlb {

struct DownstreamContext {
  NetContext& net;
  RelayContext& relay;
  Exchanges& exchanges;
  AskOwn ask_own;
  ReaderPool readers{};
  OwnedList<H1ClientConnection> clients{};
  std::string location{};  // of the redirect that is being written

  // Connections that wait for a response of the control thread, by a number that is never reused.
  std::unordered_map<std::uint64_t, H1ClientConnection*> awaiting{};
  std::uint64_t next_awaited = 1;

  // Closes all connections at once.
  void cut_clients() {
    while (clients.first() != nullptr) clients.first()->end();
  }
  std::size_t reader_capacity() const { return relay.topology->limits.max_header_bytes; }
};

}  // namespace rrlb
