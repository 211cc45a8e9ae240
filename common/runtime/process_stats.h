// What the kernel says of a running process: CPU, memory, uptime. Reads /proc and /sys/fs/cgroup,
// needs no privilege.
//
// CPU is the share of one core (100 is one core, 250 two and a half), see cpu_window.h. What is
// observed may end and come back: meanwhile there are no figures.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "runtime/cpu_window.h"

namespace rrlb {

struct ProcessFigures {
  double cpu_percent = 0;
  double ram_mb = 0;  // resident, in MiB; of a cgroup: what the kernel charges it for
  std::chrono::seconds uptime{0};
};

class ProcessStats {
 public:
  // "self", "pid:N", "unit:NAME" (a systemd unit's cgroup) or "cgroup:PATH" (below /sys/fs/cgroup).
  // Nothing if the text is none of these.
  static std::optional<ProcessStats> observe(const std::string& what);

  // Nothing while what is observed does not exist or may not be read.
  std::optional<ProcessFigures> read();

 private:
  using Source = std::function<std::optional<Usage>()>;
  explicit ProcessStats(Source source) : source_{std::move(source)} {}

  Source source_;
  CpuWindow window_;
};

}  // namespace rrlb
