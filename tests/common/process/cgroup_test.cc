#include "common/process/cgroup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

// A tree of cgroup folders, and the processes in them.
class CgroupTest : public testing::Test {
 protected:
  // Creates a cgroup with these processes, and with the files of cgroup v2 if figures are given.
  void cgroup(const std::string& name, const std::string& pids, const std::string& cpu_stat = "",
              const std::string& memory = "") {
    root_.write(name + "/cgroup.procs", pids);
    if (!cpu_stat.empty()) root_.write(name + "/cpu.stat", cpu_stat);
    if (!memory.empty()) root_.write(name + "/memory.current", memory);
  }
  void process(int pid, Milliseconds cpu, Milliseconds age, std::uint64_t memory) {
    processes_[pid] = {{{static_cast<std::uint64_t>(pid), cpu, age}}, cpu, age, memory};
  }
  std::optional<Usage> read(const std::string& name) {
    return read_cgroup(path(name), [this](int pid) -> std::optional<Usage> {
      const auto found = processes_.find(pid);
      return found == processes_.end() ? std::nullopt : std::optional{found->second};
    });
  }
  std::filesystem::path path(const std::string& name) const { return root_.path() / name; }
  std::optional<std::filesystem::path> unit(const std::string& name) const {
    return find_unit_cgroup(root_.path(), name);
  }

  TempFolder root_;
  std::map<int, Usage> processes_;
};

TEST_F(CgroupTest, UnitIsFoundInSlicesHoweverNested) {
  cgroup("system.slice/nginx.service", "1\n");
  cgroup("rrlb.slice/rrlb-backend@5001.service", "2\n");
  cgroup("a.slice/a-b.slice/a-b-c.slice/deep.service", "3\n");
  EXPECT_EQ(unit("nginx.service"), path("system.slice/nginx.service"));
  EXPECT_EQ(unit("rrlb-backend@5001.service"), path("rrlb.slice/rrlb-backend@5001.service"));
  EXPECT_EQ(unit("deep.service"), path("a.slice/a-b.slice/a-b-c.slice/deep.service"));
  EXPECT_EQ(unit("absent.service"), std::nullopt);
}

TEST_F(CgroupTest, UnitWithoutATypeIsAService) {
  cgroup("system.slice/nginx.service", "1\n");
  cgroup("system.slice/org.example.App.service", "2\n");
  EXPECT_EQ(unit("nginx"), path("system.slice/nginx.service"));
  EXPECT_EQ(unit("org.example.App"), path("system.slice/org.example.App.service"));
}

TEST_F(CgroupTest, SliceIsAUnitToo) {
  cgroup("system.slice", "");
  EXPECT_EQ(unit("system.slice"), path("system.slice"));
}

TEST_F(CgroupTest, EscapedNamesAreFound) {
  cgroup("system.slice/_memory.service", "1\n");
  cgroup("system.slice/fsck@dev-disk\\x2done.service", "2\n");
  EXPECT_EQ(unit("memory.service"), path("system.slice/_memory.service"));
  EXPECT_EQ(unit("fsck@dev-disk\\x2done.service"),
            path("system.slice/fsck@dev-disk\\x2done.service"));
}

TEST_F(CgroupTest, UnitsWithinServicesAreNotFound) {
  cgroup("user.slice/user-1000.slice/user@1000.service/app.slice/nginx.service", "1\n");
  cgroup("machine.slice/box.service/payload/system.slice/nginx.service", "2\n");
  EXPECT_EQ(unit("nginx.service"), std::nullopt);
}

TEST_F(CgroupTest, UnitIsFoundInAHybridHierarchy) {
  cgroup("memory/system.slice/nginx.service", "1\n");
  cgroup("systemd/system.slice/nginx.service", "1\n");
  EXPECT_EQ(unit("nginx"), path("systemd/system.slice/nginx.service"));
  cgroup("unified/system.slice/nginx.service", "1\n");
  EXPECT_EQ(unit("nginx"), path("unified/system.slice/nginx.service"));
}

TEST_F(CgroupTest, PathMayBeAbsoluteOrBelowTheRoot) {
  cgroup("system.slice/x.service", "1\n");
  const auto found = path("system.slice/x.service");
  EXPECT_EQ(find_cgroup(root_.path(), "system.slice/x.service"), found);
  EXPECT_EQ(find_cgroup(root_.path(), "/system.slice/x.service"), found);
  EXPECT_EQ(find_cgroup(root_.path(), found.string()), found);
  EXPECT_EQ(find_cgroup(root_.path(), "system.slice/y.service"), std::nullopt);
}

TEST_F(CgroupTest, ProcessesOfTheCgroupsBelowCount) {
  cgroup("s.service", "1\n2\n");
  cgroup("s.service/a", "3\n");
  cgroup("s.service/a/b", "4\n");
  EXPECT_THAT(cgroup_pids(path("s.service")), UnorderedElementsAre(1, 2, 3, 4));
}

TEST_F(CgroupTest, KernelsFiguresArePreferred) {
  cgroup("s.service", "1\n2\n", "usage_usec 9000000\nuser_usec 1\n", "4096\n");
  process(1, 1s, 60s, 100);
  process(2, 2s, 30s, 200);
  const auto usage = read("s.service");
  ASSERT_TRUE(usage);
  ASSERT_EQ(usage->counters.size(), 1U);
  EXPECT_EQ(usage->counters[0].cpu, 9s);
  EXPECT_EQ(usage->lifetime_cpu, 3s);
  EXPECT_EQ(usage->age, 60s);
  EXPECT_EQ(usage->memory_bytes, 4096U);
}

TEST_F(CgroupTest, RecreatedCgroupHasAnotherIdentity) {
  process(1, 1s, 60s, 100);
  cgroup("s.service", "1\n", "usage_usec 1\n");
  const auto before = read("s.service");
  std::filesystem::rename(path("s.service"), path("old"));
  cgroup("s.service", "1\n", "usage_usec 1\n");
  const auto after = read("s.service");
  ASSERT_TRUE(before && after);
  EXPECT_NE(before->counters[0].id, after->counters[0].id);
}

TEST_F(CgroupTest, FiguresThatTheKernelLacksAreSummedOverTheProcesses) {
  cgroup("s.service", "1\n2\n3\n");
  process(1, 1s, 60s, 100);
  process(2, 2s, 30s, 200);  // and process 3 has ended
  const auto usage = read("s.service");
  ASSERT_TRUE(usage);
  EXPECT_EQ(usage->counters.size(), 2U);
  EXPECT_EQ(usage->lifetime_cpu, 3s);
  EXPECT_EQ(usage->age, 60s);
  EXPECT_EQ(usage->memory_bytes, 300U);
}

TEST_F(CgroupTest, CgroupWithoutProcessesHasNoUsage) {
  cgroup("s.service", "", "usage_usec 9000000\n", "4096\n");
  EXPECT_FALSE(read("s.service"));
  EXPECT_FALSE(read("no_such_folder"));
}

}  // namespace
}  // namespace rrlb
