#include "server.h"

#include <csignal>

#include "handlers.h"
#include "runtime/command_line.h"
#include "runtime/config_file.h"
#include "runtime/journal.h"
#include "runtime/listen_socket.h"
#include "runtime/logging.h"
#include "runtime/service_notifier.h"

namespace rrlb {
namespace {

constexpr Milliseconds kTick{5'000};
constexpr Milliseconds kLastAnswers{200};  // for what is being written when the signal comes

JournalRecord record(const std::string& message, std::string_view id, const char* event) {
  return {LogLevel::info, message, id, {{"RRLB_EVENT", event}}};
}

}  // namespace

BackendServer::BackendServer(std::string name, ProcessStats observed, std::string config_file)
    : name_{std::move(name)},
      config_file_{std::move(config_file)},
      observed_{std::move(observed)},
      server_{loop_},
      on_terminate_{loop_, SIGTERM, [this] { stop(); }},
      on_interrupt_{loop_, SIGINT, [this] { stop(); }},
      on_hangup_{loop_, SIGHUP, [this] { reload(); }},
      tick_{loop_, [this] { tick(); }},
      leave_{loop_, [this] { loop_.stop(); }} {
  add_routes();
}

void BackendServer::add_routes() {
  server_.route("GET", "/health", [](const HttpRequest&) { return healthy(); });
  server_.route("GET", "/metrics", [this](const HttpRequest& request) {
    return figures(name_, observed_.read(), requests_, request.field("Accept"));
  });
  // A client that was redirected comes with its own path, and its own method.
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
  log_info("listening on " + address);
  write_record(
      record("backend \"" + name_ + "\" " + version() + " started", message_id::kStart, "start"));
  service::ready("0 requests");
  tick();
  loop_.run();
  write_record(record("backend \"" + name_ + "\" stopped after " + std::to_string(requests_) +
                          (requests_ == 1 ? " request" : " requests"),
                      message_id::kStop, "stop"));
}

void BackendServer::stop() {
  service::stopping("stopping");
  server_.stop_accepting();
  leave_.start(kLastAnswers);
}

// Nothing but the log's level may change while it runs.
void BackendServer::reload() {
  service::reloading();
  const ParsedConfig loaded = load_config(config_file_);
  if (loaded.problems.empty()) {
    set_log_level(loaded.config.log.level);
    log_info("reload: log.level taken from " + config_file_);
  } else {
    print_problems(loaded.problems);
    log_error("reload: kept the running configuration");
  }
  service::ready(std::to_string(requests_) + " requests");
}

void BackendServer::tick() {
  service::feed_watchdog();
  service::status(std::to_string(requests_) + (requests_ == 1 ? " request" : " requests"));
  tick_.start(std::min(kTick, service::watchdog_interval().value_or(kTick)));
}

}  // namespace rrlb
