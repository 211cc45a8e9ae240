#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <csignal>
#include <thread>

#include "daemon/report/alert/target.h"
#include "tests/daemon/report/alert/made_up.h"

namespace rrlb {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

constexpr Milliseconds kPlenty{30'000};
constexpr Milliseconds kShort{200};

class AlertProgram : public testing::Test {
 protected:
  AlertOutcome tell(const std::string& script, Milliseconds timeout = kPlenty) {
    return alert_program(made_up_program(folder_, script), timeout)
        .tell(made_up_alert(), interrupt_.fd());
  }
  std::string written(const std::string& name) const { return text_of(folder_.path() / name); }

  TempFolder folder_;
  Interrupt interrupt_;
};

TEST_F(AlertProgram, ReadsTheAlertFromItsInput) {
  const AlertOutcome outcome = tell("cat > input");
  EXPECT_TRUE(outcome.ok);
  EXPECT_THAT(outcome.detail, MatchesRegex("exit code 0 in [0-9]+ ms"));
  EXPECT_EQ(written("input"), std::string{kMadeUpJson} + "\n");
}

TEST_F(AlertProgram, HasTheAlertInItsEnvironmentAndNothingElse) {
  tell("tr '\\0' '\\n' < /proc/$$/environ > environment; echo $# >> environment");
  EXPECT_EQ(written("environment"),
            "RRLB_EVENT=state\nRRLB_BACKEND=web1\nRRLB_STATUS=DOWN\nRRLB_STATUS_BEFORE=UP\n"
            "RRLB_REASON=3 failed probes: no answer within 1 s\n"
            "RRLB_TIME=2026-11-23T01:14:05.123Z\nRRLB_URL=http://web1:8080\nPATH=" +
                std::string{std::getenv("PATH")} + "\n0\n");
}

TEST_F(AlertProgram, NeedNotReadItsInput) { EXPECT_TRUE(tell("exec <&-").ok); }

TEST_F(AlertProgram, HasNoDescriptorOfOurs) {
  std::array<int, 2> kept{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, kept.data()), 0);  // not close-on-exec
  const UniqueFd one{kept[0]};
  const UniqueFd other{kept[1]};
  tell("ls /proc/self/fd > descriptors");  // the fourth one lists the folder
  EXPECT_EQ(written("descriptors"), "0\n1\n2\n3\n");
}

TEST_F(AlertProgram, HasTheDefaultSignalHandling) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  tell("grep -E 'Sig(Blk|Ign)' /proc/self/status > signals");
  std::signal(SIGPIPE, pipe_before);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  // Except 32 and 33, which the C library reserves.
  EXPECT_THAT(written("signals"),
              MatchesRegex("SigBlk:\t0000000000000000\nSigIgn:\t0000000[01][08]0000000\n"));
}

TEST_F(AlertProgram, SaysWhyItFailsInItsFirstLine) {
  const AlertOutcome outcome = tell("echo 'cannot reach the pager' >&2; echo more >&2; exit 3");
  EXPECT_FALSE(outcome.ok);
  EXPECT_FALSE(outcome.may_pass);
  EXPECT_THAT(outcome.detail, MatchesRegex("exit code 3 in [0-9]+ ms: cannot reach the pager"));
}

TEST_F(AlertProgram, MayFailWithoutAMessage) {
  EXPECT_THAT(tell("echo unheard; exit 1").detail, MatchesRegex("exit code 1 in [0-9]+ ms"));
}

TEST_F(AlertProgram, MaySayMoreThanAPipeHolds) {
  const AlertOutcome outcome = tell("head -c 3000000 /dev/zero | tr '\\0' x >&2; exit 1");
  EXPECT_THAT(outcome.detail,
              MatchesRegex("exit code 1 in [0-9]+ ms: " + std::string(200, 'x') + "\\.\\.\\."));
}

TEST_F(AlertProgram, MayBeEndedByASignal) {
  EXPECT_THAT(tell("kill -SEGV $$").detail,
              MatchesRegex("ended by signal 11 \\(Segmentation fault\\) in [0-9]+ ms"));
}

TEST_F(AlertProgram, MayBeMissing) {
  const std::string path = (folder_.path() / "none").string();
  const AlertTarget target = alert_program(path, kPlenty);
  EXPECT_EQ(target.name, "exec " + path);
  const AlertOutcome outcome = target.tell(made_up_alert(), interrupt_.fd());
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.detail, "No such file or directory");
}

// The fifo has a writer as long as a process of the group lives.
class HangingAlertProgram : public AlertProgram {
 protected:
  HangingAlertProgram() {
    const std::string fifo = (folder_.path() / "fifo").string();
    EXPECT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    fifo_ = UniqueFd{::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  }
  bool all_are_gone() const {
    std::array<char, 64> part{};
    pollfd wanted{fifo_.get(), POLLIN, 0};
    while (::poll(&wanted, 1, 30'000) == 1) {
      if (::read(fifo_.get(), part.data(), part.size()) == 0) return true;
    }
    return false;
  }

  UniqueFd fifo_;
};

TEST_F(HangingAlertProgram, IsKilledWithAllItHasStarted) {
  const AlertOutcome outcome =
      tell("exec 3> fifo; echo x >&3; echo slow >&2; sleep 1000 & sleep 1000", kShort);
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.detail, "had not ended after 200 ms, killed: slow");
  EXPECT_TRUE(all_are_gone());
}

TEST_F(HangingAlertProgram, IsKilledEvenIfItIgnoresSigterm) {
  const AlertOutcome outcome =
      tell("trap '' TERM; exec 3> fifo; echo x >&3; while :; do sleep 1000; done", kShort);
  EXPECT_EQ(outcome.detail, "had not ended after 200 ms, killed");
  EXPECT_TRUE(all_are_gone());
}

TEST_F(HangingAlertProgram, IsInterrupted) {
  std::thread other{[this] {
    pollfd started{fifo_.get(), POLLIN, 0};
    EXPECT_EQ(::poll(&started, 1, 30'000), 1);
    interrupt_.fire();
  }};
  EXPECT_EQ(tell("exec 3> fifo; echo x >&3; sleep 1000").detail, "interrupted");
  other.join();
  EXPECT_TRUE(all_are_gone());
}

TEST_F(HangingAlertProgram, MayLeaveAProcessBehind) {
  const AlertOutcome outcome =
      tell("exec 3> fifo; echo x >&3; sleep 1000 & echo $! > left; exit 0");
  EXPECT_TRUE(outcome.ok) << outcome.detail;
  ::kill(std::stoi(written("left")), SIGKILL);
  EXPECT_TRUE(all_are_gone());
}

}  // namespace
}  // namespace rrlb
