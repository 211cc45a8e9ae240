#include "common/program/state_file.h"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rrlb {
namespace {

class StateFile : public testing::Test {
 protected:
  StateFile() {
    std::string name = "/tmp/rrlb-state.XXXXXX";
    folder_ = ::mkdtemp(name.data());
    file_ = folder_ + "/overrides.json";
  }
  ~StateFile() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
  std::string file_;
};

TEST_F(StateFile, MayBeMissing) {
  const StateText read = read_state_file(file_);
  EXPECT_EQ(read.text, std::nullopt);
  EXPECT_EQ(read.problem, "");
}

TEST_F(StateFile, IsReplacedAsAWhole) {
  EXPECT_EQ(write_state_file(file_, std::string(100'000, 'a')), "");
  EXPECT_EQ(write_state_file(file_, "short"), "");
  EXPECT_EQ(read_state_file(file_).text, "short");
  struct stat facts {};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 07007U, 0U);  // others have no access
}

TEST_F(StateFile, ADraftLeftByACrashIsOverwritten) {
  std::ofstream{file_ + ".new"} << "half of someth";
  EXPECT_EQ(write_state_file(file_, "whole"), "");
  EXPECT_EQ(read_state_file(file_).text, "whole");
  EXPECT_FALSE(std::filesystem::exists(file_ + ".new"));
}

TEST_F(StateFile, WithoutItsFolderIsAProblem) {
  EXPECT_EQ(write_state_file(folder_ + "/no/overrides.json", "x"),
            folder_ + "/no/overrides.json.new: No such file or directory");
}

TEST_F(StateFile, ThatIsAFolderOrTooLongIsAProblem) {
  EXPECT_EQ(read_state_file(folder_).problem, folder_ + ": not a regular file");
  std::ofstream{file_} << std::string((4U << 20) + 1, 'x');
  EXPECT_EQ(read_state_file(file_).problem, file_ + ": longer than 4 MiB");
}

TEST_F(StateFile, KeepsTheOldTextOnAFullDisk) {
  if (::mount("none", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "only root may mount";
  }
  EXPECT_EQ(write_state_file(file_, "old"), "");
  EXPECT_EQ(write_state_file(file_, std::string(100'000, 'x')),
            file_ + ": No space left on device");
  EXPECT_EQ(read_state_file(file_).text, "old");
  EXPECT_FALSE(std::filesystem::exists(file_ + ".new"));
  ::umount(folder_.c_str());
}

}  // namespace
}  // namespace rrlb
