#include "traffic/request.h"

#include <algorithm>
#include <utility>

#include "common/base/duration.h"

namespace rrlb {
namespace {

constexpr int kMostRedirects = 5;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

Request::Request(EventLoop& loop, Resolver& resolver, Target target, Milliseconds timeout,
                 Done done)
    : loop_{loop},
      resolver_{resolver},
      target_{std::move(target)},
      timeout_{timeout},
      done_{std::move(done)} {
  ask();
}

void Request::ask() {
  HttpGetOptions options;
  const auto spent = std::chrono::duration_cast<Milliseconds>(Clock::now() - started_);
  options.deadline = std::max(Milliseconds{1}, timeout_ - spent);
  get_ = std::make_unique<HttpGet>(loop_, resolver_, target_.server, target_.path, options,
                                   [this](HttpResult result) { take(std::move(result)); });
}

void Request::take(HttpResult result) {
  outcome_.status = result.status;
  outcome_.body = std::move(result.body);
  if (!result.answered()) {
    const bool late = Clock::now() - started_ >= timeout_;
    return finish(late ? "no answer within " + describe_duration(timeout_) : result.problem);
  }
  if (is_redirect(result.status)) {
    if (redirect(result)) ask();
    return;
  }
  finish(result.status >= 200 && result.status <= 299 ? "" : status_text(result.status));
}

// Sets the new target. If the redirect cannot be followed, finishes and returns false.
bool Request::redirect(const HttpResult& result) {
  const std::string status = std::to_string(result.status);
  const auto next = follow(target_, result.location);
  if (redirects_ == kMostRedirects) {
    finish("more than " + std::to_string(kMostRedirects) + " redirects");
  } else if (result.location.empty()) {
    finish(status + " without a Location");
  } else if (!next) {
    finish(status + " with an invalid Location");
  } else if (next->server.https) {
    finish(status + " to an https URL, expected http");
  } else {
    ++redirects_;
    outcome_.redirected = true;
    target_ = *next;
    return true;
  }
  return false;
}

void Request::finish(std::string problem) {
  outcome_.problem = std::move(problem);
  outcome_.url = target_.text();
  outcome_.server = target_.server.authority();
  outcome_.latency = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started_);
  const Done call = std::move(done_);
  const Outcome outcome = std::move(outcome_);
  call(outcome);  // may destroy this
}

}  // namespace rrlb
