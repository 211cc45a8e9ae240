#include "common/program/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr uid_t kNobody = 65534;

class ConfigFileTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    return folder_.write(name, text);
  }
  static std::string backend(int port) {
    return "[[backend]]\nurl = \"http://127.0.0.1:" + std::to_string(port) + "\"\n";
  }
  static std::vector<std::string> headlines(const ParsedConfig& loaded) {
    std::vector<std::string> lines;
    for (const Problem& problem : loaded.problems) lines.push_back(headline(problem));
    return lines;
  }
  static std::vector<int> ports(const ParsedConfig& loaded) {
    std::vector<int> ports;
    for (const BackendConfig& one : loaded.config.backends) ports.push_back(one.url.port);
    return ports;
  }

  TempFolder folder_;
  const std::string file_ = (folder_.path() / "rrlb.conf").string();
};

TEST_F(ConfigFileTest, MissingFileIsOneProblem) {
  EXPECT_THAT(headlines(load_config(file_)), ElementsAre(file_ + ": No such file or directory"));
}

TEST_F(ConfigFileTest, FolderInPlaceOfTheFileIsOneProblem) {
  std::filesystem::create_directory(file_);
  EXPECT_THAT(headlines(load_config(file_)), ElementsAre(file_ + ": Is a directory"));
}

TEST_F(ConfigFileTest, FileThatMayNotBeReadIsOneProblem) {
  write("rrlb.conf", backend(5001));
  std::filesystem::permissions(file_, std::filesystem::perms::none);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::seteuid(kNobody), 0);  // a user that may not read every file
  }
  const ParsedConfig loaded = load_config(file_);
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
  EXPECT_THAT(headlines(loaded), ElementsAre(file_ + ": Permission denied"));
}

TEST_F(ConfigFileTest, HugeFileIsOneProblem) {
  write("rrlb.conf", "");
  std::filesystem::resize_file(file_, (16U << 20) + 1);
  EXPECT_THAT(headlines(load_config(file_)), testing::Contains(file_ + ": larger than 16 MiB"));
}

TEST_F(ConfigFileTest, EmptyFileIsTheDefaults) {
  write("rrlb.conf", "");
  const ParsedConfig loaded = load_config(file_);
  EXPECT_THAT(loaded.problems, IsEmpty());
  EXPECT_EQ(loaded.config, Config{});
}

TEST_F(ConfigFileTest, DropInsFollowInTheOrderOfTheirNames) {
  write("rrlb.conf", backend(1));
  write("rrlb.d/20-b.conf", backend(3));
  write("rrlb.d/10-a.conf", backend(2));
  write("rrlb.d/30-c.conf", backend(4));
  const ParsedConfig loaded = load_config(file_);
  EXPECT_THAT(headlines(loaded), IsEmpty());
  EXPECT_THAT(ports(loaded), ElementsAre(1, 2, 3, 4));
}

TEST_F(ConfigFileTest, OtherFilesOfTheFolderAreIgnored) {
  write("rrlb.conf", backend(1));
  for (const char* name : {"x.conf.bak", "x.conf~", ".x.conf", "README"}) {
    write(std::string{"rrlb.d/"} + name, "nonsense");
  }
  EXPECT_THAT(ports(load_config(file_)), ElementsAre(1));
}

TEST_F(ConfigFileTest, UnreadableDropInIsAProblemOfItsOwn) {
  write("rrlb.conf", backend(1));
  const auto link = folder_.path() / "rrlb.d" / "x.conf";
  std::filesystem::create_directory(link.parent_path());
  std::filesystem::create_symlink("nowhere", link);
  EXPECT_THAT(headlines(load_config(file_)),
              ElementsAre(link.string() + ": No such file or directory"));
}

TEST_F(ConfigFileTest, FileOfAnotherNameHasNoDropIns) {
  write("rrlb.d/10-a.conf", backend(2));
  EXPECT_THAT(ports(load_config(write("rrlb.toml", backend(1)))), ElementsAre(1));
}

TEST_F(ConfigFileTest, CheckCountsTheBackends) {
  write("rrlb.conf", backend(1));
  testing::internal::CaptureStdout();
  EXPECT_EQ(check_config_file(file_), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), file_ + ": no problems, 1 backend\n");
  write("rrlb.d/a.conf", backend(2));
  testing::internal::CaptureStdout();
  EXPECT_EQ(check_config_file(file_), 0);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), file_ + ": no problems, 2 backends\n");
}

TEST_F(ConfigFileTest, CheckShowsEachProblemWithItsLineAndACaret) {
  write("rrlb.conf", "[log]\n  level = \"loud\"\n");
  testing::internal::CaptureStderr();
  EXPECT_EQ(check_config_file(file_), 1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            file_ +
                ":2:11: log.level must be \"debug\" or \"info\" or \"warning\" or \"error\", got "
                "\"loud\"\n"
                "    level = \"loud\"\n"
                "            ^\n");
}

}  // namespace
}  // namespace rrlb
