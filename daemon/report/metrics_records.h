// Writes one record for each backend to the journal, every log.metrics_interval: in portions, since
// ten thousand records at once would hold the control thread for 0.3 s.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "common/base/clock.h"
#include "common/contract/snapshot_json.h"
#include "common/event/event_loop.h"

namespace rrlb {

class MetricsRecords {
 public:
  // The backend at this position of the roster; none behind the last one.
  using Read = std::function<std::optional<BackendSnapshot>(std::size_t position)>;

  MetricsRecords(EventLoop& loop, Read read);

  // Zero: none are written.
  void apply(Milliseconds interval);

 private:
  void write_some();

  const Read read_;
  Milliseconds interval_{0};
  std::size_t position_ = 0;  // of the next one
  Timer next_;
};

}  // namespace rrlb
