#include "dashboard/session/password_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>

#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::ElementsAre;

const std::string kHash =
    "$scrypt$ln=13,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$QTjTGR7HVIgJk4TQ/OlBna7B35P7DbnMnPcIbWhsP5o";

std::vector<std::string> headlines(const ReadPasswords& read) {
  std::vector<std::string> lines;
  for (const Problem& problem : read.problems) lines.push_back(headline(problem));
  return lines;
}

TEST(PasswordFile, HasALineForEachUser) {
  const ReadPasswords read =
      parse_passwords("# those on call\n\nanna:" + kHash + "\r\nbob@site:" + kHash, "pw");
  EXPECT_TRUE(read.problems.empty());
  ASSERT_EQ(read.passwords.size(), 2U);
  EXPECT_TRUE(read.passwords.contains("anna"));
  EXPECT_TRUE(matches(read.passwords.at("bob@site"), "correct horse"));
}

TEST(PasswordFile, MistakesAreReportedWithoutQuotingTheLine) {
  const ReadPasswords read =
      parse_passwords("anna:" + kHash + "\nmy secret\nbob:my secret\nanna:" + kHash +
                          "\n: " + kHash + "\na b:" + kHash,
                      "/etc/pw");
  EXPECT_TRUE(read.passwords.empty());
  EXPECT_THAT(
      headlines(read),
      ElementsAre(
          "/etc/pw:2:1: expected USER:HASH, as rrlb-dashboard --hash-password prints it",
          "/etc/pw:3:1: user \"bob\": expected a hash as rrlb-dashboard --hash-password prints it, "
          "of 8 to 256 MiB",
          "/etc/pw:4:1: user \"anna\" is listed twice (first on line 1)",
          "/etc/pw:5:1: expected USER:HASH, as rrlb-dashboard --hash-password prints it",
          "/etc/pw:6:1: expected USER:HASH, as rrlb-dashboard --hash-password prints it"));
}

TEST(PasswordFile, WithoutUsersIsAMistake) {
  for (const char* text : {"", "\n", "# nobody yet\n"}) {
    EXPECT_THAT(headlines(parse_passwords(text, "pw")),
                ElementsAre("pw: no users, expected at least one (rrlb-dashboard "
                            "--hash-password prints a line for it)"));
  }
}

class PasswordFileOnDisk : public testing::Test {
 protected:
  std::vector<std::string> problems(mode_t mode) const {
    EXPECT_EQ(::chmod(file_.c_str(), mode), 0);
    return headlines(read_passwords(file_));
  }

  TempFolder folder_;
  std::string file_ = folder_.write("pw", "anna:" + kHash + "\n");
};

TEST_F(PasswordFileOnDisk, MayBeReadableByItsGroup) {
  for (const mode_t mode : {0640U, 0600U, 0400U, 0440U}) EXPECT_THAT(problems(mode), ElementsAre());
  EXPECT_EQ(read_passwords(file_).passwords.size(), 1U);
}

TEST_F(PasswordFileOnDisk, IsRefusedIfOthersMayReadOrWrite) {
  EXPECT_THAT(problems(0644), ElementsAre(file_ + ": readable by everyone (chmod 0640)"));
  EXPECT_THAT(problems(0642), ElementsAre(file_ + ": writable by everyone (chmod 0640)"));
  EXPECT_THAT(problems(0660), ElementsAre(file_ + ": writable by its group (chmod 0640)"));
  EXPECT_TRUE(read_passwords(file_).passwords.empty());
}

TEST_F(PasswordFileOnDisk, MustBeARegularFileOfLimitedSize) {
  const std::string folder = folder_.path().string();
  EXPECT_THAT(headlines(read_passwords(folder)), ElementsAre(folder + ": not a regular file"));
  EXPECT_THAT(headlines(read_passwords(folder + "/no")),
              ElementsAre(folder + "/no: No such file or directory"));
  const std::string large = folder_.write("large", std::string(65537, '#'));
  ::chmod(large.c_str(), 0600);
  EXPECT_THAT(headlines(read_passwords(large)), ElementsAre(large + ": larger than 64 KiB"));
}

TEST_F(PasswordFileOnDisk, MayBeACredentialOfSystemd) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_EQ(password_file_of("/etc/pw"), "/etc/pw");
  EXPECT_EQ(password_file_of(""), "");
  ::setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1);
  EXPECT_EQ(password_file_of(""), "");
  const std::string credential = folder_.write("dashboard-password", "");
  EXPECT_EQ(password_file_of(""), credential);
  EXPECT_EQ(password_file_of("/etc/pw"), "/etc/pw");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

std::vector<std::string> problems_of(const std::string& config) {
  return headlines(passwords_of(parse_config({{"rrlb.conf", "[dashboard]\n" + config, false}})));
}

TEST(PasswordsOfAConfiguration, AreRequiredIfOtherMachinesCanConnect) {
  ::unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_THAT(
      problems_of("listen = \"0.0.0.0:8000\""),
      ElementsAre(
          "rrlb.conf:2:10: dashboard.listen 0.0.0.0:8000 is reachable from other machines, but no "
          "password is set: set password_file (rrlb-dashboard --hash-password prints a line for "
          "it), or read_only_open = true"));
  EXPECT_EQ(problems_of("listen = \"[::]:8000\"").size(), 1U);
  EXPECT_EQ(problems_of("listen = \"192.0.2.1:8000\"").size(), 1U);
  EXPECT_THAT(problems_of("listen = \"0.0.0.0:8000\"\nread_only_open = true"), ElementsAre());
  EXPECT_THAT(problems_of("listen = \"127.0.0.2:8000\""), ElementsAre());
  EXPECT_THAT(problems_of("listen = \"[::1]:8000\""), ElementsAre());
  EXPECT_THAT(problems_of(""), ElementsAre());
}

TEST(PasswordsOfAConfiguration, AreReadFromTheConfiguredFile) {
  const TempFolder folder;
  const std::string file = folder.write("pw", "anna:" + kHash + "\n");
  ::chmod(file.c_str(), 0600);
  const std::string named = "listen = \"0.0.0.0:8000\"\npassword_file = \"" + file + "\"";
  EXPECT_THAT(problems_of(named), ElementsAre());
  ::chmod(file.c_str(), 0644);
  EXPECT_THAT(problems_of(named), ElementsAre(file + ": readable by everyone (chmod 0640)"));
}

}  // namespace
}  // namespace rrlb
