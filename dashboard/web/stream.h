// Who follows the figures: server-sent events (WHATWG HTML, section 9.2), to at most 64 at once.
//
// Each gets the last points, the newest figures, and from then on the figures of every interval.
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

  // The answer to one who wants to follow; 503 when there are as many as can be. Both are JSON on
  // one line.
  HttpAnswer follow(std::string_view recent, std::string_view stats);

  // Tells all who follow.
  void publish(std::string_view stats);

  std::size_t size() const { return followers_.size(); }

 private:
  void forget_gone();
  std::string stats_event(std::string_view stats) const;

  std::vector<std::shared_ptr<HttpStream>> followers_;
  std::uint64_t number_ = 0;
};

}  // namespace rrlb
