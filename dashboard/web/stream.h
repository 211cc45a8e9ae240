// Streams the statistics as server-sent events (WHATWG HTML, section 9.2) to at most 64 clients.
//
// A client gets the last points, the newest statistics, and then the statistics of every interval.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/endpoint/http_server.h"

namespace rrlb {

class EventStreams {
 public:
  static constexpr std::size_t kMost = 64;

  // Returns the answer that begins a stream, or 503 if there are too many. `recent` and `stats` are
  // JSON on one line.
  HttpAnswer follow(std::string_view recent, std::string_view stats);

  // Sends the statistics to all clients.
  void publish(std::string_view stats);

  std::size_t size() const { return followers_.size(); }

 private:
  void forget_gone();
  std::string stats_event(std::string_view stats) const;

  std::vector<std::shared_ptr<HttpStream>> followers_;
  std::uint64_t number_ = 0;
};

}  // namespace rrlb
