#include "daemon/lifecycle/first_probes.h"

#include <gtest/gtest.h>

#include "tests/daemon/balance/made.h"
#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

using made::backend;
using made::probe;

class FirstProbesTest : public testing::Test {
 protected:
  void configure(std::vector<BackendConfig> backends) {
    Config config;
    config.backends = std::move(backends);
    roster_.apply(config, made::at(made::kThen));
  }

  TestLoop loop_;
  Roster roster_;
  int times_over_ = 0;
  FirstProbes first_{loop_, roster_, [this] { ++times_over_; }};
};

TEST_F(FirstProbesTest, AreOverWhenEachBackendHasHadOne) {
  configure({backend("a", 5001), backend("b", 5002)});
  first_.begin();
  probe(*roster_.find("a")->upstream, ProbeResult::passed);
  first_.check();
  EXPECT_EQ(times_over_, 0);
  probe(*roster_.find("b")->upstream, ProbeResult::failed);
  first_.check();
  EXPECT_EQ(times_over_, 1);
}

TEST_F(FirstProbesTest, AreOverOnlyOnce) {
  configure({});
  first_.begin();
  first_.check();
  EXPECT_EQ(times_over_, 1);
}

TEST_F(FirstProbesTest, AreNotOverBeforeTheyBegin) {
  configure({});
  first_.check();
  EXPECT_EQ(times_over_, 0);
}

}  // namespace
}  // namespace rrlb
