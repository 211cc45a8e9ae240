// A progress bar on the terminal, drawn on standard error ten times a second.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/event/event_loop.h"

namespace rrlb {

struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t failures = 0;
  double requests_per_second = 0;
  std::uint64_t round = 0;
  std::uint64_t rounds = 1;
};

// One line of at most `columns` characters.
std::string progress_line(const Progress& progress, std::size_t columns);

class ProgressBar {
 public:
  // Calls `progress` each time it draws.
  ProgressBar(EventLoop& loop, std::function<Progress()> progress);
  ~ProgressBar();  // erases the bar

  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

 private:
  void draw();

  std::function<Progress()> progress_;
  Timer timer_;
};

}  // namespace rrlb
