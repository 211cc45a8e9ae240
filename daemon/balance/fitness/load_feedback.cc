#include "daemon/balance/fitness/load_feedback.h"

#include <algorithm>
#include <cmath>

namespace rrlb {
namespace {

constexpr std::chrono::seconds kBlackout{10};
constexpr Milliseconds kExpiry{10'000};
constexpr int kReportsMissed = 3;

constexpr double kNewest = 0.3;     // share of the newest report in the smoothed CPU
constexpr double kTolerance = 0.1;  // of the mean
constexpr double kBusy = 50;        // percent of CPU from which on a backend is spared
constexpr double kFastestFall = 0.85;
constexpr double kFastestRise = 1.1;

constexpr double kLeast = 25;
constexpr double kMost = 100;
constexpr unsigned kStep = 5;
constexpr double kClearlyOff = 4;  // points, before what is used follows
constexpr double kDrift = 5;       // points an interval

std::optional<double> mean_cpu(const std::vector<LoadState*>& pool) {
  double sum = 0;
  int number = 0;
  for (const LoadState* backend : pool) {
    if (!backend->cpu()) continue;
    sum += *backend->cpu();
    ++number;
  }
  if (number == 0) return {};
  return sum / number;
}

std::string as_percent(double value) { return std::to_string(std::lround(value)) + " %"; }

}  // namespace

void LoadState::came(TimePoint now) {
  *this = {};
  counts_from_ = now + kBlackout;
}

void LoadState::report(std::optional<double> cpu, TimePoint now) {
  if (!cpu || !std::isfinite(*cpu) || *cpu < 0 || now < counts_from_) return;
  const double most = std::max(100.0, 2 * smoothed_.value_or(0));
  const double sensible = std::min(*cpu, most);
  smoothed_ = smoothed_ ? kNewest * sensible + (1 - kNewest) * *smoothed_ : sensible;
  fresh_ = true;
  reported_ = now;
}

bool LoadState::expired(Milliseconds interval, TimePoint now) const {
  return now - reported_ > std::max(kExpiry, kReportsMissed * interval);
}

void LoadState::step(double mean) {
  fresh_ = false;
  if (std::abs(*smoothed_ - mean) <= kTolerance * mean) return;
  if (*smoothed_ > mean && *smoothed_ < kBusy) return;
  const double factor = std::sqrt(mean / std::max(*smoothed_, 1.0));
  inner_ = std::clamp(inner_ * std::clamp(factor, kFastestFall, kFastestRise), kLeast, kMost);
}

// By whole intervals.
void LoadState::drift(Milliseconds interval, TimePoint now) {
  if (interval <= Milliseconds{0}) return;
  for (; inner_ < kMost && now - drifted_ >= interval; drifted_ += interval) {
    inner_ = std::min(inner_ + kDrift, kMost);
  }
}

// What is used follows what was reckoned, as a share of the best one's. True if it changed.
bool LoadState::settle(double best, std::optional<double> mean) {
  inner_ = std::clamp(inner_ * kMost / best, kLeast, kMost);
  const unsigned before = percent_;
  if (std::abs(inner_ - percent_) >= kClearlyOff || inner_ == kMost) {
    percent_ = kStep * static_cast<unsigned>(std::lround(inner_ / kStep));
  }
  if (percent_ == kMost) {
    why_.clear();
  } else if (!smoothed_) {
    why_ = "its CPU is not known any more";
  } else if (mean) {
    why_ = "its CPU is at " + as_percent(*smoothed_) + ", the pool's at " + as_percent(*mean);
  }
  return percent_ != before;
}

bool feed_back(const std::vector<LoadState*>& pool, Milliseconds interval, TimePoint now) {
  for (LoadState* backend : pool) {
    if (!backend->smoothed_ || !backend->expired(interval, now)) continue;
    backend->smoothed_.reset();
    backend->drifted_ = now;
  }
  const std::optional<double> mean = mean_cpu(pool);
  double best = 0;
  for (LoadState* backend : pool) {
    if (backend->fresh_ && backend->smoothed_) backend->step(*mean);
    if (!backend->smoothed_) backend->drift(interval, now);
    best = std::max(best, backend->inner_);
  }
  bool changed = false;
  for (LoadState* backend : pool) changed |= backend->settle(best, mean);
  return changed;
}

}  // namespace rrlb
