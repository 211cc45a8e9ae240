#include "common/service/logging.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

// The output of `write` on standard error, without the time.
std::string logged(LogLevel level, void (*log)(std::string_view), const std::string& message) {
  testing::internal::CaptureStderr();
  start_logging(level);
  log(message);
  const std::string line = testing::internal::GetCapturedStderr();
  const size_t time = sizeof("2026-11-23 02:26:10.841 ") - 1;
  return line.size() > time ? line.substr(time) : line;
}

TEST(Logging, LineHasItsLevelAndOneLineEnd) {
  EXPECT_EQ(logged(LogLevel::info, log_info, "listening on [::1]:5000"),
            "info    listening on [::1]:5000\n");
  EXPECT_EQ(logged(LogLevel::info, log_warning, "a {} b\nc"), "warning a {} b\\x0ac\n");
  EXPECT_EQ(logged(LogLevel::error, log_error, "x"), "error   x\n");
}

TEST(Logging, MessagesBelowTheLevelAreNotWritten) {
  EXPECT_EQ(logged(LogLevel::warning, log_info, "x"), "");
  EXPECT_EQ(logged(LogLevel::info, log_debug, "x"), "");
  EXPECT_EQ(logged(LogLevel::debug, log_debug, "x"), "debug   x\n");
}

}  // namespace
}  // namespace rrlb
