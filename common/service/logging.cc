#include "common/service/logging.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "common/base/printable.h"

namespace rrlb {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

// The prefix from which journald reads the priority of a line (sd-daemon(3)).
class PriorityPrefix final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&,
              spdlog::memory_buf_t& out) override {
    std::string_view prefix = "<6>";
    if (message.level == spdlog::level::debug) prefix = "<7>";
    if (message.level == spdlog::level::warn) prefix = "<4>";
    if (message.level == spdlog::level::err) prefix = "<3>";
    out.append(prefix.data(), prefix.data() + prefix.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<PriorityPrefix>();
  }
};

bool may_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return ::isatty(STDERR_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace

bool logging_to_journal() {
  // JOURNAL_STREAM names the stream that systemd connected to the journal. Standard error may have
  // been redirected since then (systemd.exec(5)).
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat error_stream {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &error_stream) != 0) return false;
  return std::string{stream} ==
         std::to_string(error_stream.st_dev) + ":" + std::to_string(error_stream.st_ino);
}

void start_logging(LogLevel level) {
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(
      may_colour() ? spdlog::color_mode::automatic : spdlog::color_mode::never);
  auto logger = std::make_shared<spdlog::logger>("rrlb", std::move(sink));
  if (logging_to_journal()) {
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    formatter->add_flag<PriorityPrefix>('*').set_pattern("%*%v");
    logger->set_formatter(std::move(formatter));
  } else {
    logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v");
  }
  logger->flush_on(spdlog::level::debug);
  spdlog::set_default_logger(std::move(logger));
  set_log_level(level);
}

void set_log_level(LogLevel level) { spdlog::set_level(spdlog_level(level)); }

void log_at(LogLevel level, std::string_view message) {
  spdlog::log(spdlog_level(level), "{}", printable(message));
}
void log_debug(std::string_view message) { log_at(LogLevel::debug, message); }
void log_info(std::string_view message) { log_at(LogLevel::info, message); }
void log_warning(std::string_view message) { log_at(LogLevel::warning, message); }
void log_error(std::string_view message) { log_at(LogLevel::error, message); }

}  // namespace rrlb
