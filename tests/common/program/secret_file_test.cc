#include "common/program/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace rrlb {
namespace {

class SecretFile : public testing::Test {
 protected:
  SecretFile() {
    std::string name = "/tmp/rrlb-secret.XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~SecretFile() override { std::filesystem::remove_all(folder_); }

  std::string holding(const std::string& text, mode_t mode = 0640) const {
    const std::string file = folder_ + "/key";
    std::ofstream{file} << text;
    ::chmod(file.c_str(), mode);
    return file;
  }

  std::string folder_;
};

TEST_F(SecretFile, IsReadWithoutTheNewlineAtItsEnd) {
  const Secret secret = read_secret(holding("0123456789abcdef\n"));
  EXPECT_EQ(secret.value, "0123456789abcdef");
  EXPECT_EQ(secret.problem, "");
  EXPECT_EQ(secret.warning, "");
}

TEST_F(SecretFile, ThatIsTooShortOrTooLongIsRefused) {
  const std::string file = holding("abc\n");
  const Secret secret = read_secret(file);
  EXPECT_EQ(secret.value, "");
  EXPECT_EQ(secret.problem, file + ": expected a secret of 16 to 4096 bytes, found 3");
  EXPECT_EQ(read_secret(holding(std::string(4097, 'x'))).problem,
            file + ": expected a secret of 16 to 4096 bytes, found more");
  EXPECT_EQ(read_secret(holding(std::string(4096, 'x') + "\n")).value.size(), 4096U);
}

TEST_F(SecretFile, ThatEveryoneMayReadGetsAWarning) {
  const std::string file = holding("0123456789abcdef", 0644);
  EXPECT_EQ(read_secret(file).warning, file + ": readable by everyone (chmod o-r)");
}

TEST_F(SecretFile, ThatIsMissingOrAFolderIsRefused) {
  EXPECT_EQ(read_secret("/nowhere/key").problem, "/nowhere/key: No such file or directory");
  EXPECT_EQ(read_secret(folder_).problem, folder_ + ": not a regular file");
}

}  // namespace
}  // namespace rrlb
