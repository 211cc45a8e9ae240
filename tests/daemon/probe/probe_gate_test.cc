#include "daemon/probe/probe_gate.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <vector>

#include "tests/support/test_loop.h"

namespace rrlb {
namespace {

class ProbeGateTest : public testing::Test {
 protected:
  // `count` probes ask to begin, and `most_under_way` may run at the same time.
  void ask(std::size_t count, std::size_t most_under_way) {
    gate_.emplace(loop_, most_under_way);
    for (std::size_t i = 0; i < count; ++i) {
      passes_.push_back(
          std::make_unique<ProbeGate::Pass>(*gate_, [this, i] { begun_.push_back(i); }));
      passes_.back()->ask();
    }
  }

  TestLoop loop_;
  std::optional<ProbeGate> gate_;
  std::vector<std::size_t> begun_;
  std::vector<std::unique_ptr<ProbeGate::Pass>> passes_;
};

TEST_F(ProbeGateTest, AFewBeginAtOnce) {
  ask(3, 100);
  EXPECT_EQ(begun_, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(gate_->under_way(), 3U);
}

TEST_F(ProbeGateTest, ManyBeginOverSeveralTurnsInTheirOrder) {
  ask(200, 1'000);
  EXPECT_EQ(begun_.size(), ProbeGate::kMostInATurn);
  EXPECT_EQ(gate_->waiting(), 200 - ProbeGate::kMostInATurn);
  loop_.run_until([this] { return begun_.size() == 200; });
  EXPECT_TRUE(std::is_sorted(begun_.begin(), begun_.end()));
}

TEST_F(ProbeGateTest, NoMoreThanAllowedAreUnderWay) {
  ask(4, 2);
  EXPECT_EQ(begun_.size(), 2U);
  passes_[0]->give_back();
  loop_.run_until([this] { return begun_.size() == 3; });
  EXPECT_EQ(gate_->under_way(), 2U);
  passes_[1].reset();
  loop_.run_until([this] { return begun_.size() == 4; });
  EXPECT_EQ(begun_, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST_F(ProbeGateTest, AProbeThatLeavesWhileWaitingNeverBegins) {
  ask(3, 1);
  passes_[1].reset();
  passes_[0]->give_back();
  loop_.run_until([this] { return begun_.size() == 2; });
  EXPECT_EQ(begun_, (std::vector<std::size_t>{0, 2}));
}

TEST_F(ProbeGateTest, AskingTwiceCountsOnce) {
  ask(2, 1);
  passes_[0]->ask();
  passes_[1]->ask();
  EXPECT_EQ(gate_->under_way(), 1U);
  EXPECT_EQ(gate_->waiting(), 1U);
}

TEST(MostProbesUnderWay, LeaveDescriptorsForClients) {
  EXPECT_GE(most_probes_under_way(), 16U);
  EXPECT_LE(most_probes_under_way(), 4096U);
}

}  // namespace
}  // namespace rrlb
