#include "daemon/probe/prober.h"

#include <array>
#include <cstdio>
#include <unordered_map>

#include "daemon/balance/fitness/probe_judgement.h"

namespace rrlb {

std::string describe_probe(const HttpResult& result) {
  if (!result.answered()) return result.problem;
  const std::string answered = "answered " + std::to_string(result.status);
  if (verdict(result) == ProbeResult::failed) return answered;
  std::array<char, 32> took{};
  std::snprintf(took.data(), took.size(), " in %.1f ms",
                static_cast<double>(result.latency.count()) / 1000.0);
  return answered + took.data();
}

ProbeResult verdict(const HttpResult& result) {
  return result.status >= 200 && result.status < 400 ? ProbeResult::passed : ProbeResult::failed;
}

// One backend's rhythm.
class Prober::Target {
 public:
  Target(Prober& prober, std::shared_ptr<Upstream> upstream)
      : prober_{prober},
        upstream_{std::move(upstream)},
        pass_{prober.gate_, [this] { probe(); }},
        next_{prober.loop_, [this] { come_due(); }} {}

  const std::shared_ptr<Upstream>& upstream() const { return upstream_; }
  void take_metrics_from(std::optional<Url> url) { metrics_url_ = std::move(url); }
  void start(Milliseconds delay) { next_.start(delay); }

 private:
  void come_due() {
    // With a timeout as long as the interval, the jitter lets the next probe be due while one is
    // still under way: that one has its whole timeout, and its say, first.
    overdue_ = health_ != nullptr;
    if (overdue_) return;
    if (metrics_) take_metrics(std::nullopt);
    pass_.ask();
  }

  void probe() {
    next_.start(prober_.schedule_.next_delay(prober_.config_.interval));
    began_ = Clock::now();
    const Url& url = upstream_->url();
    health_ = std::make_unique<HttpGet>(prober_.loop_, prober_.resolver_, url,
                                        url.path + prober_.config_.path,
                                        HttpGetOptions{"*/*", prober_.config_.timeout, kMaxBody},
                                        [this](const HttpResult& result) { take_health(result); });
  }

  // The figures are polled within the same place of the gate.
  void take_health(const HttpResult& result) {
    health_.reset();
    if (overdue_) next_.start(Milliseconds{0});
    if (!result.ours) judge(result);  // else it says nothing of the backend
    if (!metrics_) pass_.give_back();
  }

  void judge(const HttpResult& result) {
    const bool passed = verdict(result) == ProbeResult::passed;
    if (!passed && !counts({result.answered(), prober_.config_.timeout, prober_.lag_.since(began_),
                            repeats_})) {
      ++repeats_;
      return next_.start(Milliseconds{0});
    }
    repeats_ = 0;
    record(result);
    if (passed) poll_metrics();
  }

  void record(const HttpResult& result) {
    const Status before = upstream_->status();
    const Moment now{Clock::now(), std::chrono::system_clock::now()};
    const ProbeResult found = verdict(result);
    const bool connected_before = upstream_->facts().connected;
    upstream_->record_probe(
        {found,
         result.connected,
         result.latency,
         {format_rfc3339(now.wall), found == ProbeResult::passed, describe_probe(result)}},
        now);
    // A panic asks for both: who can be connected to, and where (panic.h).
    const bool elsewhere = result.connected && upstream_->record_ip(result.ip);
    const bool moved = elsewhere || connected_before != result.connected;
    prober_.after_probe_(*upstream_, before, moved);
  }

  void poll_metrics() {
    if (!metrics_url_ && prober_.config_.metrics_path.empty()) return;
    const Url& own = upstream_->url();
    const std::string target = metrics_url_
                                   ? (metrics_url_->path.empty() ? "/" : metrics_url_->path)
                                   : own.path + prober_.config_.metrics_path;
    metrics_ = std::make_unique<HttpGet>(
        prober_.loop_, prober_.resolver_, metrics_url_.value_or(own), target,
        HttpGetOptions{"application/json", prober_.config_.timeout, kMaxBody},
        [this](const HttpResult& result) {
          const bool ok = result.status == 200;
          take_metrics(ok ? parse_backend_metrics(result.body) : std::nullopt);
        });
  }

  void take_metrics(std::optional<BackendMetrics> metrics) {
    metrics_.reset();
    pass_.give_back();
    upstream_->record_metrics(std::move(metrics), Clock::now());
  }

  static constexpr size_t kMaxBody = 256 * 1024;

  Prober& prober_;
  const std::shared_ptr<Upstream> upstream_;
  std::optional<Url> metrics_url_;
  ProbeGate::Pass pass_;
  Timer next_;
  TimePoint began_{};
  unsigned repeats_ = 0;  // in a row, for our own lateness
  bool overdue_ = false;
  std::unique_ptr<HttpGet> health_;   // while it is under way
  std::unique_ptr<HttpGet> metrics_;  // while it is under way
};

Prober::Prober(EventLoop& loop, const LoopLag& lag, AfterProbe after_probe)
    : loop_{loop},
      lag_{lag},
      resolver_{loop},
      gate_{loop, most_probes_under_way()},
      after_probe_{std::move(after_probe)},
      schedule_{static_cast<std::uint64_t>(Clock::now().time_since_epoch().count())} {}

Prober::~Prober() = default;

void Prober::apply(const Roster& roster, const HealthConfig& config) {
  std::unordered_map<const Upstream*, std::unique_ptr<Target>> before;
  for (auto& target : targets_) {
    const Upstream* key = target->upstream().get();
    before.emplace(key, std::move(target));
  }
  const bool new_rhythm = config_.interval != config.interval;
  config_ = config;
  targets_.clear();
  std::size_t position = 0;
  for (const Roster::Entry& entry : roster.entries()) {
    const std::shared_ptr<Upstream>& upstream = entry.upstream;
    const std::size_t at = position++;
    if (upstream->wanted() == Wanted::disabled) continue;
    const auto known = before.find(upstream.get());
    const bool is_new = known == before.end();
    targets_.push_back(is_new ? std::make_unique<Target>(*this, upstream)
                              : std::move(known->second));
    if (is_new || new_rhythm) {
      targets_.back()->start(ProbeSchedule::first_delay(at, roster.size(), config_.interval));
    }
    targets_.back()->take_metrics_from(entry.config.metrics_url);
  }
}

}  // namespace rrlb
