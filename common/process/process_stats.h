// CPU, memory and uptime of a running process or cgroup. Reads /proc and /sys/fs/cgroup, and needs
// no privileges.
//
// CPU is the share of one core since the previous reading (usage_window.h has the details). The
// process or cgroup may end and come back: in between there are no figures, and they start from
// zero when it is back. "pid:N" observes whatever process has this pid at the moment.
//
// Memory is the resident memory of a process. For a cgroup it is what counts toward its limit
// (memory.current, with the page cache of its files). A cgroup's uptime is that of its oldest
// process.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/process/usage_window.h"

namespace rrlb {

class ProcessStats {
 public:
  // "self", "pid:N", "unit:NAME" (a systemd unit's cgroup) or "cgroup:PATH" (below /sys/fs/cgroup).
  // Returns nothing for any other text.
  static std::optional<ProcessStats> observe(const std::string& what);

  ProcessStats(ProcessStats&&) noexcept;
  ProcessStats& operator=(ProcessStats&&) noexcept;
  ~ProcessStats();

  // Returns nothing while the process or cgroup does not exist or cannot be read.
  std::optional<ProcessFigures> read();

 private:
  class Source;
  explicit ProcessStats(std::unique_ptr<Source> source);
  std::unique_ptr<Source> source_;
};

}  // namespace rrlb
