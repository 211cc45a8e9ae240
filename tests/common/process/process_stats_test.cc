#include "common/process/process_stats.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/event/unique_fd.h"
#include "common/process/proc_text.h"

namespace rrlb {
namespace {

using std::chrono::microseconds;

microseconds own_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto time = [](const timeval& value) {
    return std::chrono::seconds{value.tv_sec} + microseconds{value.tv_usec};
  };
  return time(usage.ru_utime) + time(usage.ru_stime);
}

void burn(microseconds cpu) {
  for (const microseconds end = own_cpu() + cpu; own_cpu() < end;) {
  }
}

TEST(ProcessStats, KnowsWhatCanBeObserved) {
  for (const char* what : {"self", "pid:1", "pid:4194304", "unit:nginx", "unit:a\\x2db.service",
                           "cgroup:/system.slice/x.service", "cgroup:x"}) {
    EXPECT_TRUE(ProcessStats::observe(what)) << what;
  }
  for (const char* what :
       {"", "Self", "pid", "pid:", "pid:0", "pid:-1", "pid:1x", "pid:4194305", "pid:self",
        "unit:", "unit:a/b", "unit:..", "cgroup:", "cgroup:../x", "cgroup:a/../../x", "host:1"}) {
    EXPECT_FALSE(ProcessStats::observe(what)) << what;
  }
}

TEST(ProcessStats, MissingProcessHasNoFigures) {
  for (const char* what : {"pid:4194304", "unit:no-such-unit", "cgroup:no/such/folder"}) {
    EXPECT_FALSE(ProcessStats::observe(what)->read()) << what;
  }
}

// CPU time used, and the time when it was read.
struct Mark {
  microseconds cpu = own_cpu();
  TimePoint time = Clock::now();
};

double share(microseconds cpu, Clock::duration time) {
  return 100 * std::chrono::duration<double>(cpu) / time;
}

// Works on a machine of any speed, because each reading lies between two marks.
TEST(ProcessStats, ShareOfTheWindowMatchesTheKernelsAccounts) {
  constexpr std::chrono::milliseconds kTicks{20};  // /proc counts in ticks of 10 ms
  auto stats = ProcessStats::observe("self");
  const Mark before_first;
  ASSERT_TRUE(stats->read());
  const Mark after_first;
  burn(std::chrono::milliseconds{700});
  const Mark before_second;
  const auto figures = stats->read();
  const Mark after_second;
  ASSERT_TRUE(figures);
  EXPECT_GE(figures->cpu_percent, share(before_second.cpu - after_first.cpu - kTicks,
                                        after_second.time - before_first.time));
  EXPECT_LE(figures->cpu_percent, share(after_second.cpu - before_first.cpu + kTicks,
                                        before_second.time - after_first.time));
}

TEST(ProcessStats, ReadingsInQuickSuccessionRepeatTheResult) {
  auto stats = ProcessStats::observe("self");
  const auto begin = Clock::now();
  const auto first = stats->read();
  burn(std::chrono::milliseconds{50});
  const auto second = stats->read();
  if (Clock::now() - begin >= Milliseconds{500}) GTEST_SKIP() << "the machine is too busy";
  EXPECT_EQ(first, second);
}

TEST(ProcessStats, MemoryIsThatOfStatm) {
  const auto figures = ProcessStats::observe("self")->read();
  ASSERT_TRUE(figures);
  const auto pages = parse_resident_pages(read_small_file("/proc/self/statm").value_or(""));
  const double mib =
      static_cast<double>(*pages * static_cast<std::uint64_t>(::getpagesize())) / (1024.0 * 1024.0);
  EXPECT_NEAR(figures->ram_mb, mib, 4);
}

// A child process that runs until it is stopped.
class Child {
 public:
  Child() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe(ends), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[1]);
      char byte = 0;
      [[maybe_unused]] const auto got = ::read(ends[0], &byte, 1);
      ::_exit(0);
    }
    ::close(ends[0]);
    leash_.reset(ends[1]);
  }
  ~Child() { end(); }

  pid_t pid() const { return pid_; }
  void end() {
    leash_.reset();
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_ = 0;
  UniqueFd leash_;
};

TEST(ProcessStats, AnotherProcessHasFiguresWhileItRuns) {
  Child child;
  const std::string what = "pid:" + std::to_string(child.pid());
  const auto figures = ProcessStats::observe(what)->read();
  ASSERT_TRUE(figures);
  EXPECT_LT(figures->uptime, std::chrono::seconds{60});
  EXPECT_GT(figures->ram_mb, 0);
  child.end();
  EXPECT_FALSE(ProcessStats::observe(what)->read());
}

}  // namespace
}  // namespace rrlb
