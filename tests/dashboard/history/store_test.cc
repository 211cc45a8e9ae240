#include "dashboard/history/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "dashboard/view/json_numbers.h"
#include "tests/dashboard/history/made_points.h"
#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class HistoryStoreTest : public testing::Test {
 protected:
  HistoryStoreTest() { EXPECT_EQ(store_.open(path_, limits_), ""); }

  void open_again() {
    store_.close();
    EXPECT_EQ(store_.open(path_, limits_), "");
  }
  // Records a snapshot every two seconds.
  void record(std::int64_t from_second, std::int64_t to_second, double rate, int backends = 1) {
    for (std::int64_t at = from_second; at < to_second; at += 2) {
      ASSERT_EQ(store_.record(after(at), made_points(backends, rate)), "");
    }
  }
  // The mean rates of web1, -1 for a gap.
  std::vector<double> rates_of(const HistoryAnswer& answer) {
    std::vector<double> all;
    if (answer.series.empty()) return all;
    for (const auto& one : answer.series[0].columns[0]) all.push_back(one ? one->average : -1);
    return all;
  }
  std::int64_t count(const std::string& what) {
    Database database;
    EXPECT_EQ(database.open(path_), "");
    Statement asked{database.handle(), "SELECT count(*) FROM " + what};
    EXPECT_EQ(asked.step(), SQLITE_ROW);
    return asked.integer(0);
  }

  TempFolder folder_;
  const std::string path_ = (folder_.path() / "history.db").string();
  HistoryLimits limits_;
  HistoryStore store_;
};

TEST_F(HistoryStoreTest, ReturnsWhatItStored) {
  HistoryPoint point = made_point(1, 12.5);
  point.status = Status::drain;
  for (std::size_t i = 0; i < kColumnCount; ++i) point.figures[i] = 0.25 + static_cast<double>(i);
  point.figures[static_cast<std::size_t>(Column::ram_mb)].reset();
  ASSERT_EQ(store_.record(after(0), {point}), "");
  const PointsAnswer answer = store_.query(PointsQuery{"web1", after(0), after(1), 10});
  EXPECT_TRUE(answer.known);
  ASSERT_THAT(answer.points, SizeIs(1));
  EXPECT_EQ(answer.points[0].time, after(0));
  EXPECT_EQ(answer.points[0].point.status, Status::drain);
  EXPECT_EQ(answer.points[0].point.requests, 1'000);
  EXPECT_EQ(answer.points[0].point.uptime_seconds, 60);
  EXPECT_EQ(answer.points[0].point.figures, point.figures);
}

TEST_F(HistoryStoreTest, KnowsNothingOfAnUnknownBackend) {
  EXPECT_FALSE(store_.query(PointsQuery{"web9", after(0), after(9), 10}).known);
  EXPECT_TRUE(store_.query(rates(after(0), after(9))).series.empty());
}

TEST_F(HistoryStoreTest, EachSnapshotIsAPointWhereThereAreFew) {
  record(0, 10, 3);
  const HistoryAnswer answer = store_.query(rates(after(0), after(900)));
  EXPECT_FALSE(answer.minutes);
  EXPECT_THAT(rates_of(answer), ElementsAre(3, 3, 3, 3, 3));
  EXPECT_EQ(answer.times[1] - answer.times[0], 2'000);
}

TEST_F(HistoryStoreTest, ManySnapshotsBecomeTheRequestedNumberOfPoints) {
  record(0, 1'000, 1);
  record(1'000, 2'000, 3);
  const HistoryAnswer answer = store_.query(rates(after(0), after(2'000), 10));
  EXPECT_THAT(rates_of(answer), ElementsAre(1, 1, 1, 1, 1, 3, 3, 3, 3, 3));
  EXPECT_EQ(answer.step, Milliseconds{200'000});
}

TEST_F(HistoryStoreTest, OfManyBackendsThereAreFewerPoints) {
  record(0, 2'000, 1, 200);
  HistoryQuery query{after(0), after(2'000), 2'000, "", {}};
  for (std::size_t i = 0; i < kColumnCount; ++i) query.columns.push_back(static_cast<Column>(i));
  EXPECT_LE(store_.query(query).times.size(), 150'000U / (200 * 7 * 3));
  query.backend = "web1";
  EXPECT_THAT(store_.query(query).times, SizeIs(1'000));
}

TEST_F(HistoryStoreTest, APointHasMinimumAndMaximum) {
  ASSERT_EQ(store_.record(after(0), {made_point(1, 2)}), "");
  ASSERT_EQ(store_.record(after(2), {made_point(1, 6)}), "");
  const HistoryAnswer answer = store_.query(rates(after(0), after(900), 10));
  ASSERT_THAT(answer.times, SizeIs(1));
  const Aggregate point = *answer.series[0].columns[0][0];
  EXPECT_EQ(point.average, 4);
  EXPECT_EQ(point.least, 2);
  EXPECT_EQ(point.most, 6);
}

TEST_F(HistoryStoreTest, ATimeWithoutSnapshotsIsAGap) {
  record(0, 20, 3);
  record(60, 80, 5);
  EXPECT_THAT(rates_of(store_.query(rates(after(0), after(100), 500))),
              ElementsAre(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, -1, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5));
}

TEST_F(HistoryStoreTest, ALateSnapshotDoesNotMakeAGap) {
  record(0, 20, 3);
  record(24, 30, 3);
  EXPECT_THAT(rates_of(store_.query(rates(after(0), after(100), 500))), testing::Each(3));
}

TEST_F(HistoryStoreTest, LongRangesAreMadeOfMinutes) {
  record(0, 600, 2);
  record(600, 1'200, 4);
  const HistoryAnswer answer = store_.query(rates(after(0), after(86'400), 2'000));
  EXPECT_TRUE(answer.minutes);
  EXPECT_EQ(rates_of(answer).front(), 2);
  EXPECT_EQ(rates_of(answer).back(), 4);
  EXPECT_EQ(count("minute"), 19);  // and the minute that is not over
}

TEST_F(HistoryStoreTest, AGapOfMinutesIsAGap) {
  record(0, 300, 2);
  record(3'600, 3'900, 4);
  const std::vector<double> seen = rates_of(store_.query(rates(after(0), after(14'400), 2'000)));
  EXPECT_EQ(std::count(seen.begin(), seen.end(), -1), 1);
}

TEST_F(HistoryStoreTest, MinutesIncludeSnapshotsFromBeforeARestart) {
  record(0, 90, 2);
  open_again();
  record(90, 130, 2);
  EXPECT_EQ(count("minute"), 2);
  open_again();
  record(130, 190, 2);
  EXPECT_EQ(count("minute"), 3);
}

TEST_F(HistoryStoreTest, OldRowsAreDeleted) {
  record(0, 120, 2);
  // A day later a few rows are deleted with each snapshot.
  record(86'400 + 60, 86'400 + 80, 2);
  EXPECT_EQ(count("snapshot"), 21 + 10);  // the snapshots from second 78 on, and the new ones
  EXPECT_EQ(count("minute"), 2);
  constexpr std::int64_t kMonth = 30LL * 86'400;
  record(kMonth + 60, kMonth + 80, 2);
  EXPECT_EQ(count("minute WHERE time_ms < " + std::to_string(epoch_ms(after(60)))), 0);
}

TEST_F(HistoryStoreTest, AClockThatIsSetBackLosesNothing) {
  record(3'600, 3'700, 2);
  record(0, 130, 5);
  EXPECT_EQ(count("snapshot"), 50 + 65);
  EXPECT_EQ(count("minute WHERE time_ms < " + std::to_string(epoch_ms(after(120)))), 2);
  EXPECT_THAT(rates_of(store_.query(rates(after(0), after(100), 500))), testing::Each(5));
  record(130, 200, 5);
  EXPECT_EQ(count("minute WHERE time_ms < " + std::to_string(epoch_ms(after(180)))), 3);
}

TEST_F(HistoryStoreTest, TheFileKeepsItsSizeLimit) {
  limits_.max_bytes = 1U << 20;
  open_again();
  record(0, 2'400, 2, 100);  // 5 MB
  EXPECT_LE(store_.bytes(), limits_.max_bytes + (64U << 10));
  EXPECT_GT(count("snapshot"), 50);
  EXPECT_THAT(rates_of(store_.query(rates(after(2'380), after(2'400)))), SizeIs(10));
}

TEST_F(HistoryStoreTest, ABackendMayMoveToAnotherUrl) {
  ASSERT_EQ(store_.record(after(0), {made_point(1, 2)}), "");
  HistoryPoint moved = made_point(1, 4);
  moved.url = "http://elsewhere:1";
  ASSERT_EQ(store_.record(after(2), {moved}), "");
  open_again();
  const HistoryAnswer answer = store_.query(rates(after(0), after(900)));
  ASSERT_THAT(answer.series, SizeIs(1));
  EXPECT_EQ(answer.series[0].url, "http://elsewhere:1");
  EXPECT_THAT(rates_of(answer), ElementsAre(2, 4));
}

TEST_F(HistoryStoreTest, EventsAreFoundByTimeAndBackend) {
  const HistoryEvent down{after(5), "", "web1", "state", "warning", "DOWN", "UP -> DOWN: why"};
  const HistoryEvent up{after(1), "", "web1", "state", "info", "UP", "is UP"};
  const HistoryEvent other{after(6), "http://lb", "", "balancer", "info", "", "reachable"};
  ASSERT_EQ(store_.record({up, down, other}), "");
  ASSERT_EQ(store_.record(after(6), {made_point(1, 0)}), "");
  const EventsAnswer all = store_.query(EventsQuery{after(4), after(9), "", 10});
  ASSERT_THAT(all.events, SizeIs(2));
  EXPECT_EQ(all.events[0].message, "UP -> DOWN: why");
  EXPECT_EQ(all.events[0].status, "DOWN");
  EXPECT_EQ(all.events[1].balancer, "http://lb");
  ASSERT_THAT(all.before, SizeIs(1));
  EXPECT_EQ(all.before[0].status, "UP");
  EXPECT_THAT(store_.query(EventsQuery{after(0), after(9), "web1", 10}).events, SizeIs(2));
  EXPECT_THAT(store_.query(EventsQuery{after(0), after(9), "", 1}).events, SizeIs(1));
}

TEST_F(HistoryStoreTest, TheNumberOfEventsIsLimited) {
  limits_.max_events = 10;
  open_again();
  for (int i = 0; i < 100; ++i) {
    ASSERT_EQ(store_.record({HistoryEvent{after(i), "", "", "reload", "info", "", ""}}), "");
  }
  EXPECT_EQ(count("event"), 10);
}

TEST_F(HistoryStoreTest, ColorsSurviveARestart) {
  ASSERT_EQ(store_.remember({{"http://a", {3, 1}}}), "");
  open_again();
  ASSERT_THAT(store_.colors(), SizeIs(1));
  EXPECT_EQ(store_.colors()[0].url, "http://a");
  EXPECT_EQ(store_.colors()[0].color, (Color{3, 1}));
}

TEST_F(HistoryStoreTest, AFileThatIsNotADatabaseIsLeftAsItIs) {
  const std::string other = folder_.write("other.db", std::string(5'000, 'x'));
  HistoryStore store;
  EXPECT_EQ(store.open(other, limits_), "file is not a database");
  EXPECT_FALSE(store.is_open());
  EXPECT_EQ(store.record(after(0), made_points(1, 1)), "not open");
  EXPECT_EQ(store.query(rates(after(0), after(1))).problem, "not open");
  EXPECT_EQ(std::filesystem::file_size(other), 5'000);
}

TEST_F(HistoryStoreTest, AFileOfANewerVersionIsLeftAsItIs) {
  Database database;
  ASSERT_EQ(database.open(path_), "");
  ASSERT_EQ(database.execute("PRAGMA user_version = 9;"), "");
  database.close();
  store_.close();
  EXPECT_EQ(store_.open(path_, limits_),
            "written by a newer version of rrlb (format 9, expected at most 1)");
}

TEST_F(HistoryStoreTest, AMissingFolderIsReported) {
  HistoryStore store;
  EXPECT_EQ(store.open("/nowhere/history.db", limits_), "unable to open database file");
}

// Simulates a full disk by a limit of pages in the file.
TEST_F(HistoryStoreTest, AFullDiskLosesNoCommittedData) {
  record(0, 20, 2, 50);
  Database& database = store_.database();
  const auto pages = database.pragma("page_count");
  database.execute("PRAGMA max_page_count = " + std::to_string(pages + 4) + ";");
  std::string wrong;
  std::int64_t at = 20;
  std::int64_t written = 10;
  for (; wrong.empty() && at < 10'000; at += 2) {
    wrong = store_.record(after(at), made_points(50, 2));
    if (wrong.empty()) ++written;
  }
  EXPECT_EQ(wrong, "database or disk is full");
  EXPECT_EQ(count("snapshot"), written);
  EXPECT_NE(store_.record(after(at), made_points(50, 2)), "");
  database.execute("PRAGMA max_page_count = 1000000;");
  EXPECT_EQ(store_.record(after(at + 2), made_points(50, 2)), "");
  EXPECT_EQ(count("snapshot"), written + 1);
}

// What a child process has reported as written is in the file after its SIGKILL.
TEST_F(HistoryStoreTest, SigkillLosesNoCommittedData) {
  store_.close();
  std::array<int, 2> told{};
  ASSERT_EQ(::pipe(told.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    HistoryStore store;
    store.open(path_, {});
    for (std::int64_t at = 0;; at += 2) {
      if (!store.record(after(at), made_points(8, 1)).empty()) ::_exit(1);
      if (::write(told[1], "x", 1) != 1) ::_exit(1);
    }
  }
  ::close(told[1]);
  std::int64_t written = 0;
  char one = 0;
  for (; written < 500 && ::read(told[0], &one, 1) == 1; ++written) {
  }
  ::kill(child, SIGKILL);
  while (::read(told[0], &one, 1) == 1) ++written;
  ::close(told[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  open_again();
  EXPECT_GE(count("snapshot"), written);
  EXPECT_LE(count("snapshot"), written + 1);
  Statement check{store_.database().handle(), "PRAGMA integrity_check"};
  ASSERT_EQ(check.step(), SQLITE_ROW);
  EXPECT_EQ(check.text(0), "ok");
}

// A day of snapshots of eight backends, one every two seconds.
TEST_F(HistoryStoreTest, HoldsADay) {
  record(0, 86'400, 2, 8);
  EXPECT_EQ(count("snapshot"), 43'200);
  EXPECT_EQ(count("minute"), 1'439);
  const HistoryAnswer answer = store_.query(rates(after(0), after(86'400), 1'000));
  EXPECT_THAT(answer.series, SizeIs(8));
  EXPECT_LE(answer.times.size(), 1'000);
  EXPECT_GT(answer.times.size(), 700);
  EXPECT_THAT(rates_of(answer), testing::Each(2));
}

// A database of another program, with one table.
std::string another_database(const std::string& path, const std::string& user_version) {
  Database database;
  EXPECT_EQ(database.open(path), "");
  EXPECT_EQ(database.execute("CREATE TABLE account (x); PRAGMA user_version = " + user_version),
            "");
  database.close();
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_F(HistoryStoreTest, AnotherProgramsDatabaseIsLeftAsItIs) {
  for (const auto& [version, problem] :
       {std::pair{"0", "not a history of rrlb, but another program's database"},
        std::pair{"1", "not a history of rrlb, but another program's database"},
        std::pair{"9", "written by a newer version of rrlb (format 9, expected at most 1)"}}) {
    const std::string path = (folder_.path() / version).string();
    const std::string before = another_database(path, version);
    HistoryStore store;
    EXPECT_EQ(store.open(path, limits_), problem);
    EXPECT_FALSE(store.is_open());
    std::ifstream file{path, std::ios::binary};
    EXPECT_TRUE((std::string{std::istreambuf_iterator<char>{file}, {}}) == before) << version;
  }
}

TEST_F(HistoryStoreTest, ADamagedFileIsAProblem) {
  record(0, 1'000, 1, 50);
  ASSERT_EQ(store_.record({{after(0), "", "web1", "state", "info", "UP", "is UP"}}), "");
  store_.close();
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(path_));
  std::fstream file{path_, std::ios::binary | std::ios::in | std::ios::out};
  file.seekp(size / 2);
  file << std::string(static_cast<std::size_t>(size - size / 2), '\xff');
  file.close();
  ASSERT_EQ(store_.open(path_, limits_), "");
  EXPECT_EQ(store_.query(rates(after(0), after(1'000))).problem,
            "database disk image is malformed");
  EXPECT_EQ(store_.query(PointsQuery{"web1", after(0), after(1'000), 1'000}).problem,
            "database disk image is malformed");
}

TEST_F(HistoryStoreTest, EventsAloneKeepTheSizeLimit) {
  limits_.max_bytes = 512 * 1024;
  open_again();
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(
        store_.record({{after(i), "", "web1", "state", "info", "UP", std::string(4'000, 'x')}}),
        "");
  }
  EXPECT_LE(store_.bytes(), 640U * 1024);
  const HistoryEvent event{after(500), "", "web1", "state", "info", "UP", std::string(4'000, 'x')};
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(store_.record(std::vector<HistoryEvent>(50, event)), "");
  }
  EXPECT_LE(store_.bytes(), 768U * 1024);
  ASSERT_EQ(store_.record(after(600), made_points(1, 2)), "");
  EXPECT_THAT(rates_of(store_.query(rates(after(500), after(601)))), ElementsAre(2));
}

}  // namespace
}  // namespace rrlb
