#include "traffic/progress.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "common/base/clock.h"
#include "common/program/terminal.h"

namespace rrlb {
namespace {

constexpr Milliseconds kRedraw{100};

}  // namespace

std::string progress_line(const Progress& progress, std::size_t columns) {
  const std::uint64_t total = std::max<std::uint64_t>(1, progress.total);
  std::string facts = " " + std::to_string(progress.done) + "/" + std::to_string(progress.total) +
                      "  " + std::to_string(progress.done * 100 / total) + " %";
  if (progress.rounds > 1) {
    facts += "  round " + std::to_string(progress.round) + "/" + std::to_string(progress.rounds);
  }
  facts += "  " + std::to_string(static_cast<std::uint64_t>(progress.requests_per_second)) +
           " requests/s  " + std::to_string(progress.failures) + " failed";
  constexpr std::size_t kWidest = 40;
  constexpr std::size_t kNarrowest = 4;
  const std::size_t room = columns > facts.size() + 2 ? columns - facts.size() - 2 : 0;
  if (room < kNarrowest) return facts.substr(1, columns);
  const std::size_t width = std::min(room, kWidest);
  const auto filled = static_cast<std::size_t>(progress.done * width / total);
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]" + facts;
}

ProgressBar::ProgressBar(EventLoop& loop, std::function<Progress()> progress)
    : progress_{std::move(progress)}, timer_{loop, [this] { draw(); }} {
  draw();
}

ProgressBar::~ProgressBar() { std::cerr << "\r\x1b[K" << std::flush; }

void ProgressBar::draw() {
  // Leaves the last column free, because some terminals wrap a full line.
  std::cerr << "\r" << progress_line(progress_(), terminal_size(STDERR_FILENO).columns - 1)
            << "\x1b[K" << std::flush;
  timer_.start(kRedraw);
}

}  // namespace rrlb
