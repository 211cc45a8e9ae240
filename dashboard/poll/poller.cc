#include "poll/poller.h"

namespace rrlb {
namespace {

constexpr std::size_t kMaxAnswer = 16U << 20;  // ten thousand backends have 5 MB
constexpr Milliseconds kLongestDeadline{5'000};

}  // namespace

Poller::Poller(EventLoop& loop, Resolver& resolver, Url balancer, News news)
    : loop_{loop}, resolver_{resolver}, balancer_{std::move(balancer)}, news_{std::move(news)} {}

void Poller::ask(const std::string& stats_path, Milliseconds interval) {
  if (asking()) return;
  if (stats_path.empty()) {
    fail("it tells no figures (balancer.stats_path is \"\")");
    return news_.on_end();
  }
  stats_path_ = stats_path;
  const HttpGetOptions options{"application/json", std::min(interval * 9 / 10, kLongestDeadline),
                               kMaxAnswer};
  request_ = std::make_unique<HttpGet>(loop_, resolver_, balancer_, balancer_.path + stats_path,
                                       options, [this](const HttpResult& result) { end(result); });
}

void Poller::end(const HttpResult& result) {
  const auto ended = std::move(request_);  // its result is used still
  take(result);
  news_.on_end();
}

void Poller::take(const HttpResult& result) {
  if (!result.answered()) return fail(result.problem);
  if (result.status != 200) {
    return fail("it answered " + std::to_string(result.status) + " to " + stats_path_);
  }
  ParsedSnapshot parsed = parse_snapshot(result.body);
  if (!parsed.snapshot) return fail("its figures make no sense (" + parsed.problem + ")");
  if (state_.take(std::move(*parsed.snapshot), Clock::now())) news_.on_change();
}

void Poller::fail(std::string trouble) {
  if (state_.fail(std::move(trouble), std::chrono::system_clock::now())) news_.on_change();
}

}  // namespace rrlb
