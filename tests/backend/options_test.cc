#include "backend/options.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

ReadBackendOptions read(std::map<std::string, std::string> values) {
  CommandLine line;
  line.values = std::move(values);
  return read_backend_options(line);
}

TEST(BackendOptions, HaveTheirDefaults) {
  const auto result = read({});
  ASSERT_TRUE(result.options);
  EXPECT_EQ(result.options->listen, (ListenAddress{"127.0.0.1", 5001}));
  EXPECT_EQ(result.options->observe, "self");
  EXPECT_EQ(name_on(*result.options, 5001), "backend-5001");
}

TEST(BackendOptions, AreWhatWasGiven) {
  const auto result = read({{"listen", "[::1]:0"}, {"name", "web:1"}, {"observe", "unit:nginx"}});
  ASSERT_TRUE(result.options);
  EXPECT_EQ(result.options->listen, (ListenAddress{"::1", 0}));
  EXPECT_EQ(result.options->observe, "unit:nginx");
  EXPECT_EQ(name_on(*result.options, 41234), "web:1");
}

TEST(BackendOptions, NameFollowsThePortThatIsBound) {
  EXPECT_EQ(name_on(*read({{"listen", "127.0.0.1:0"}}).options, 41234), "backend-41234");
}

TEST(BackendOptions, ErrorsSayWhatWasExpected) {
  EXPECT_EQ(read({{"listen", "localhost:80"}}).complaint,
            "--listen must be an IP address and a port like \"127.0.0.1:5001\", got "
            "\"localhost:80\"");
  EXPECT_EQ(read({{"listen", ""}}).complaint,
            "--listen must be an IP address and a port like \"127.0.0.1:5001\", got \"\"");
  EXPECT_EQ(read({{"name", "web 1"}}).complaint,
            "--name must be 1 to 64 letters, digits or \".\", \"_\", \"-\", \":\", got \"web 1\"");
  EXPECT_EQ(read({{"name", ""}}).complaint,
            "--name must be 1 to 64 letters, digits or \".\", \"_\", \"-\", \":\", got \"\"");
  EXPECT_EQ(read({{"observe", "nginx"}}).complaint,
            "--observe must be self, pid:N, unit:NAME or cgroup:PATH, got \"nginx\"");
}

}  // namespace
}  // namespace rrlb
