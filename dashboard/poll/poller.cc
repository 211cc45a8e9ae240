#include "dashboard/poll/poller.h"

namespace rrlb {
namespace {

constexpr std::size_t kMaxAnswer = 16U << 20;  // ten thousand backends need 5 MB
constexpr Milliseconds kLongestDeadline{5'000};
constexpr const char* kAdminPath = "/stats";  // does not depend on balancer.stats_path

}  // namespace

Poller::Poller(EventLoop& loop, Resolver& resolver, Url balancer, News news)
    : loop_{loop}, resolver_{resolver}, balancer_{std::move(balancer)}, news_{std::move(news)} {}

void Poller::ask(const std::string& stats_path, Milliseconds interval) {
  if (asking()) return;
  stats_path_ = stats_path;
  deadline_ = std::min(interval * 9 / 10, kLongestDeadline);
  no_socket_.clear();
  if (!ask_socket()) ask_url();
}

bool Poller::ask_socket() {
  if (admin_socket_.empty()) return false;
  if (!side_) side_.emplace(loop_, 1);
  asking_socket_ = side_->run(
      [this, balancer = AdminClient{admin_socket_}, deadline = deadline_]() -> EventLoop::Task {
        return [this, answer = balancer.ask("GET", kAdminPath, "", deadline)] { end(answer); };
      });
  return asking_socket_;
}

void Poller::ask_url() {
  if (stats_path_.empty()) {
    fail(no_socket_.empty() ? "statistics are turned off (balancer.stats_path is \"\")"
                            : no_socket_);
    return news_.on_end();
  }
  const HttpGetOptions options{"application/json", deadline_, kMaxAnswer};
  request_ = std::make_unique<HttpGet>(loop_, resolver_, balancer_, balancer_.path + stats_path_,
                                       options, [this](const HttpResult& result) { end(result); });
}

void Poller::end(const AdminAnswer& answer) {
  asking_socket_ = false;
  if (answer.answered()) {
    take(answer.status, answer.body, kAdminPath);
  } else if (answer.outcome == AdminAnswer::Outcome::unanswered) {
    fail(answer.problem);
  } else {
    no_socket_ = answer.problem;
    return ask_url();
  }
  news_.on_end();
}

void Poller::end(const HttpResult& result) {
  const auto ended = std::move(request_);  // owns `result`
  if (result.answered()) {
    take(result.status, result.body, stats_path_);
  } else {
    fail(no_socket_.empty() ? result.problem : no_socket_);
  }
  news_.on_end();
}

void Poller::take(int status, const std::string& body, const std::string& path) {
  if (status != 200) return fail("it answered " + std::to_string(status) + " to " + path);
  ParsedSnapshot parsed = parse_snapshot(body);
  if (!parsed.snapshot) return fail("cannot parse its statistics (" + parsed.problem + ")");
  if (state_.take(std::move(*parsed.snapshot), Clock::now())) news_.on_change();
}

void Poller::fail(std::string trouble) {
  if (state_.fail(std::move(trouble), std::chrono::system_clock::now())) news_.on_change();
}

}  // namespace rrlb
