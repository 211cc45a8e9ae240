// What the kernel says of a running process: CPU, memory, uptime. Reads /proc, needs no privilege.
//
// CPU is the share of one core (100 is one core, 250 two and a half) since the last reading; the
// first reading covers the time since the process began, so it is right too. Readings closer
// together than half a second repeat the last answer: two pollers must not cut each other's window
// short.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "core/time.h"

namespace rrlb {

struct ProcessFigures {
  double cpu_percent = 0;
  double ram_mb = 0;  // resident, in MiB
  std::chrono::seconds uptime{0};
};

class ProcessStats {
 public:
  // "self", "pid:N", "unit:NAME" (a systemd unit's cgroup) or "cgroup:PATH" (below /sys/fs/cgroup).
  // Nothing if the text is none of these.
  static std::optional<ProcessStats> observe(const std::string& what);

  ProcessStats(ProcessStats&&) noexcept;
  ProcessStats& operator=(ProcessStats&&) noexcept;
  ~ProcessStats();

  // Nothing while what is observed does not exist or may not be read.
  std::optional<ProcessFigures> read();

 private:
  class Source;
  explicit ProcessStats(std::unique_ptr<Source> source);
  std::unique_ptr<Source> source_;
};

}  // namespace rrlb
