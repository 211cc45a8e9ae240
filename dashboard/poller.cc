#include "poller.h"

namespace rrlb {
namespace {

constexpr std::size_t kMaxAnswer = 16U << 20;  // ten thousand backends have 5 MB
constexpr Milliseconds kLongestDeadline{5'000};

}  // namespace

Poller::Poller(EventLoop& loop, std::function<void()> on_change)
    : loop_{loop}, resolver_{loop}, on_change_{std::move(on_change)}, next_{loop, [this] {
                                                                              ask();
                                                                            }} {}

void Poller::apply(const Url& balancer, const std::string& stats_path, Milliseconds interval) {
  if (balancer != balancer_ || stats_path != stats_path_) state_ = {};
  balancer_ = balancer;
  stats_path_ = stats_path;
  interval_ = interval;
  request_.reset();
  next_.start(Milliseconds{0});
}

void Poller::ask() {
  next_.start(interval_);
  if (stats_path_.empty()) return fail("it tells no figures (balancer.stats_path is \"\")");
  const HttpGetOptions options{"application/json", std::min(interval_ * 9 / 10, kLongestDeadline),
                               kMaxAnswer};
  request_ = std::make_unique<HttpGet>(loop_, resolver_, balancer_, balancer_.path + stats_path_,
                                       options, [this](const HttpResult& result) { take(result); });
}

void Poller::take(const HttpResult& result) {
  if (!result.answered()) return fail(result.problem);
  if (result.status != 200) {
    return fail("it answered " + std::to_string(result.status) + " to " + stats_path_);
  }
  ParsedSnapshot parsed = parse_snapshot(result.body);
  if (!parsed.snapshot) return fail("its figures make no sense (" + parsed.problem + ")");
  if (state_.take(std::move(*parsed.snapshot), Clock::now())) on_change_();
}

void Poller::fail(std::string trouble) {
  if (state_.fail(std::move(trouble), std::chrono::system_clock::now())) on_change_();
}

}  // namespace rrlb
