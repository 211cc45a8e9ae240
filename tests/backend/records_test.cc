#include "backend/records.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

std::string fields(const JournalRecord& record) {
  std::string text;
  for (const JournalField& field : record.fields) text += field.name + "=" + field.value + " ";
  return text;
}

TEST(BackendRecords, StartHasTheAddress) {
  const JournalRecord record = start_record("web1", "[::1]:5001");
  EXPECT_EQ(record.message, "listening on [::1]:5001");
  EXPECT_EQ(record.id, message_id::kStart);
  EXPECT_TRUE(fields(record).starts_with("RRLB_EVENT=start RRLB_BACKEND=web1 RRLB_VERSION="));
}

TEST(BackendRecords, StopHasTheNumberOfRequests) {
  const JournalRecord record = stop_record("web1", 1);
  EXPECT_EQ(record.message, "backend \"web1\" stopped after 1 request");
  EXPECT_EQ(record.id, message_id::kStop);
  EXPECT_EQ(fields(record), "RRLB_EVENT=stop RRLB_BACKEND=web1 RRLB_REQUESTS=1 ");
}

TEST(BackendRecords, ReloadHasTheLevel) {
  EXPECT_EQ(reload_record(LogLevel::debug).message, "reload: log.level is \"debug\"");
  EXPECT_EQ(reload_record(LogLevel::error).message, "reload: log.level is \"error\"");
}

TEST(BackendRecords, RefusedReloadNamesTheFileWithTheProblems) {
  const JournalRecord record = reload_refused_record(2, "/etc/rrlb.conf");
  EXPECT_EQ(record.message,
            "reload: kept the running configuration, 2 problems in /etc/rrlb.conf (listed above)");
  EXPECT_EQ(record.level, LogLevel::error);
  EXPECT_EQ(fields(record), "RRLB_EVENT=reload_refused RRLB_PROBLEMS=2 ");
}

TEST(BackendRecords, StatusCountsTheRequests) {
  EXPECT_EQ(status_line(0), "0 requests");
  EXPECT_EQ(status_line(1), "1 request");
  EXPECT_EQ(status_line(1234), "1234 requests");
}

}  // namespace
}  // namespace rrlb
