#include "daemon/counts/access_log.h"

#include <gtest/gtest.h>

#include <thread>

namespace rrlb {
namespace {

void write(AccessLog& log, const std::string& target) {
  AccessRecord* record = log.next();
  if (record == nullptr) return;
  record->target = target;
  log.add();
}

TEST(AccessLog, HandsRecordsOverInTheirOrder) {
  AccessLog log;
  EXPECT_EQ(log.oldest(), nullptr);
  write(log, "/1");
  write(log, "/2");
  ASSERT_NE(log.oldest(), nullptr);
  EXPECT_EQ(log.oldest()->target, "/1");
  log.pop();
  EXPECT_EQ(log.oldest()->target, "/2");
  log.pop();
  EXPECT_EQ(log.oldest(), nullptr);
}

TEST(AccessLog, DropsAndCountsWhatDoesNotFit) {
  AccessLog log;
  for (std::size_t i = 0; i < AccessLog::kSlots + 3; ++i) write(log, std::to_string(i));
  EXPECT_EQ(log.dropped(), 3U);
  EXPECT_EQ(log.oldest()->target, "0");
  log.pop();
  write(log, "new");
  EXPECT_EQ(log.dropped(), 3U);
}

TEST(AccessLog, LosesNothingBetweenTwoThreads) {
  AccessLog log;
  constexpr std::uint64_t kRecords = 50'000;
  std::thread writer{[&log] {
    for (std::uint64_t i = 0; i < kRecords; ++i) {
      while (log.next() == nullptr) std::this_thread::yield();
      log.next()->bytes_sent = i;
      log.add();
    }
  }};
  for (std::uint64_t i = 0; i < kRecords;) {
    const AccessRecord* record = log.oldest();
    if (record == nullptr) continue;
    EXPECT_EQ(record->bytes_sent, i++);
    log.pop();
  }
  writer.join();
  EXPECT_EQ(log.oldest(), nullptr);
}

}  // namespace
}  // namespace rrlb
