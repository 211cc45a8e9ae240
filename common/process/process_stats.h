// What the kernel says of a running process or cgroup: CPU, memory, uptime. Reads /proc and
// /sys/fs/cgroup, needs no privilege.
//
// CPU is the share of one core since the last reading; usage_window.h says from when to when. What
// is observed may come and go: while it is away there is nothing to say, and when it is back its
// figures begin anew. Of a pid that means: the process that holds the number now.
//
// Memory is what is resident, and of a cgroup what its limit counts (memory.current, with the page
// cache of its files). A cgroup's uptime is that of its oldest process.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/process/usage_window.h"

namespace rrlb {

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
