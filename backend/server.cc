#include "backend/server.h"

#include <csignal>

#include "backend/handlers.h"
#include "backend/records.h"
#include "common/program/config_file.h"
#include "common/service/journal.h"
#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"

namespace rrlb {
namespace {

constexpr Milliseconds kStatusInterval{5'000};
constexpr Milliseconds kLastAnswers{500};

}  // namespace

BackendServer::BackendServer(std::string name, ProcessStats observed, ConfigSource config)
    : name_{std::move(name)},
      config_{std::move(config)},
      observed_{std::move(observed)},
      server_{loop_},
      on_terminate_{loop_, SIGTERM, [this] { stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      watchdog_{loop_, [this] { feed_watchdog(); }},
      status_{loop_, [this] { report_status(); }},
      leave_{loop_, [this] { loop_.stop(); }} {
  add_routes();
}

void BackendServer::add_routes() {
  server_.route("GET", "/health", [](const HttpRequest&) { return healthy(); });
  server_.route("GET", "/metrics", [this](const HttpRequest& request) {
    return figures_answer({name_, requests_, observed_.read()}, request);
  });
  // A redirected client keeps its path and its method.
  for (const char* method : {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    for (const char* path : {"/", "/*"}) {
      server_.route(method, path, [this](const HttpRequest& request) {
        ++requests_;
        return greeting(name_, request);
      });
    }
  }
}

void BackendServer::run(UniqueFd listening_socket) {
  const std::string address = bound_address(listening_socket.get()).text();
  server_.serve(std::move(listening_socket));
  write_record(start_record(name_, address));
  reported_ = status_line(requests_);
  service::ready(reported_);
  feed_watchdog();
  report_status();
  loop_.run();
  write_record(stop_record(name_, requests_));
}

void BackendServer::stop() {
  if (stopping_) return loop_.stop();
  stopping_ = true;
  service::stopping("stopping, " + status_line(requests_));
  server_.stop_accepting();
  leave_.start(kLastAnswers);
}

void BackendServer::reload() {
  if (stopping_) return;
  service::reloading();
  const ParsedConfig loaded = config_.load();
  if (loaded.problems.empty()) {
    set_log_level(loaded.config.log.level);
    write_record(reload_record(loaded.config.log.level));
  } else {
    print_problems(loaded.problems);
    write_record(reload_refused_record(loaded.problems.size(), config_.file));
  }
  service::ready(status_line(requests_));
}

void BackendServer::feed_watchdog() {
  const auto interval = service::watchdog_interval();
  if (!interval) return;
  service::feed_watchdog();
  watchdog_.start(*interval);
}

void BackendServer::report_status() {
  std::string now = status_line(requests_);
  if (now != reported_ && !stopping_) service::status(now);
  reported_ = std::move(now);
  status_.start(kStatusInterval);
}

}  // namespace rrlb
