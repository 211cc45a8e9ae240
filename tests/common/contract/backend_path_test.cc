#include "common/contract/backend_path.h"

#include <gtest/gtest.h>

namespace rrlb {
namespace {

using NameAndAction = std::pair<std::string, std::string>;

TEST(BackendPath, HasANameAndPerhapsAnAction) {
  EXPECT_EQ(name_and_action("/api/backends/web1"), NameAndAction("web1", ""));
  EXPECT_EQ(name_and_action("/api/backends/web1/drain"), NameAndAction("web1", "drain"));
  EXPECT_EQ(name_and_action("/api/backends/a%2Fb%3A1/x/y"), NameAndAction("a/b:1", "x/y"));
  EXPECT_EQ(name_and_action("/api/backends/"), NameAndAction("", ""));
}

TEST(BackendPath, IsReadAsItWasWritten) {
  EXPECT_EQ(backend_path("web1"), "/api/backends/web1");
  EXPECT_EQ(backend_path("127.0.0.1:5001", "drain"), "/api/backends/127.0.0.1:5001/drain");
  EXPECT_EQ(backend_path("../reload", "drain"), "/api/backends/..%2Freload/drain");
  EXPECT_EQ(name_and_action(backend_path("a/b:1", "x")), NameAndAction("a/b:1", "x"));
}

}  // namespace
}  // namespace rrlb
