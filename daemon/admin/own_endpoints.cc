#include "daemon/admin/own_endpoints.h"

#include <chrono>
#include <ctime>
#include <utility>

#include "common/program/command_line.h"
#include "daemon/admin/prometheus.h"
#include "daemon/admin/stats_answer.h"
#include "daemon/report/records.h"

namespace rrlb {

OwnEndpoints::OwnEndpoints(EventLoop& loop, HttpServer& admin, Parts parts)
    : loop_{loop}, parts_{parts}, answers_{loop, [this] { answer_questions(); }} {
  admin.route("GET", "/stats", [this](const HttpRequest& request) {
    return stats_answer(request.method, "", {}, to_json(snapshot()));
  });
  admin.route("GET", "/metrics", [this](const HttpRequest&) { return metrics(); });
  admin.route("GET", "/health", [this](const HttpRequest&) { return health(); });
}

void OwnEndpoints::ask(std::size_t worker, OwnRequest request,
                       std::function<void(const HttpAnswer&)> reply) {
  loop_.post([this, question = Question{worker, std::move(request), std::move(reply)}] {
    questions_.push_back(question);
    if (!answers_.pending()) answers_.start(Milliseconds{0});
  });
}

// The snapshot is newer than all that was answered to those who ask.
void OwnEndpoints::answer_questions() {
  const std::string json = to_json(snapshot());
  for (Question& question : std::exchange(questions_, {})) {
    HttpAnswer answer =
        stats_answer(question.request.method, question.request.origin, cors_origins_, json);
    parts_.workers.post(question.worker, [reply = std::move(question.reply),
                                          answer = std::move(answer)] { reply(answer); });
  }
}

// Healthy means that requests are answered. How many backends are up is reported, for others to
// judge.
HttpAnswer OwnEndpoints::health() const {
  const bool stopping = parts_.shutdown.begun();
  const bool serving = parts_.workers.started() && !stopping;
  const std::string line = status_line(parts_.roster, parts_.workers.totals().requests) + "\n";
  return {
      serving ? 200 : 503, "text/plain; charset=utf-8", stopping ? "stopping, " + line : line, {}};
}

HttpAnswer OwnEndpoints::metrics() {
  const double cpu_seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  const BesideSnapshot beside{read_counts(parts_.roster),
                              parts_.reloads.tally(),
                              {cpu_seconds, started_at_},
                              parts_.control_lag.read()};
  return {200,
          kPrometheusContentType,
          prometheus_text(snapshot(), parts_.workers.totals(), beside),
          {}};
}

Snapshot OwnEndpoints::snapshot() {
  const auto now = Clock::now();
  const OwnFacts own{version(), std::chrono::duration_cast<std::chrono::seconds>(now - started_),
                     parts_.workers.totals(), own_stats_ ? own_stats_->read() : std::nullopt,
                     parts_.publisher.in_panic()};
  return build_snapshot(parts_.roster, own, {now, std::chrono::system_clock::now()});
}

}  // namespace rrlb
