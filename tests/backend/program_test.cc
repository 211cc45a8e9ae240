#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/process/proc_text.h"
#include "tests/backend/running_program.h"
#include "tests/support/notify_socket.h"
#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<std::string> kAnyPort{"--listen", "127.0.0.1:0", "--name", "web1"};

std::vector<std::string> with(std::vector<std::string> more) {
  more.insert(more.begin(), kAnyPort.begin(), kAnyPort.end());
  return more;
}

std::string get(std::uint16_t port, const std::string& target) {
  RawConnection client = RawConnection::to(port);
  client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  return client.receive_all();
}

// The line without its time.
std::string message_of(const std::string& line) {
  const size_t time = sizeof("2026-11-23 02:26:10.841 ") - 1;
  return line.size() > time ? line.substr(time) : line;
}

TEST(Backend, GreetsOnEveryPathAndCountsIt) {
  RunningProgram program{kAnyPort};
  const std::uint16_t port = program.port();
  EXPECT_THAT(get(port, "/"), EndsWith("\r\n\r\nhello from web1, GET /\n"));
  EXPECT_THAT(get(port, "/any/path?x=1"), EndsWith("\r\n\r\nhello from web1, GET /any/path\n"));
  EXPECT_THAT(get(port, "/health"), EndsWith("\r\n\r\nOK\n"));
  EXPECT_THAT(get(port, "/metrics"), HasSubstr("\"requests\":2}\n"));
  EXPECT_THAT(get(port, "/metrics"), HasSubstr("\"requests\":2}\n"));
}

TEST(Backend, AnswersEachMethodThatARedirectKeeps) {
  RunningProgram program{kAnyPort};
  const std::uint16_t port = program.port();
  for (const std::string method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
    RawConnection client = RawConnection::to(port);
    client.send(method +
                " /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n"
                "\r\nabc");
    EXPECT_THAT(client.receive_all(), EndsWith("\r\n\r\nhello from web1, " + method + " /x\n"));
  }
}

TEST(Backend, ExitsWithZeroAtSigterm) {
  for (const int number : {SIGTERM, SIGINT}) {
    RunningProgram program{kAnyPort};
    get(program.port(), "/");
    program.signal(number);
    EXPECT_EQ(message_of(program.rest()), "info    backend \"web1\" stopped after 1 request\n");
    EXPECT_EQ(program.wait(), 0);
  }
}

TEST(Backend, ReportsAPortThatIsInUse) {
  RunningProgram first{kAnyPort};
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  RunningProgram second{{"--listen", address}};
  EXPECT_EQ(message_of(second.rest()),
            "error   listen " + address + ": Address already in use by rrlb-backend (pid " +
                std::to_string(first.pid()) + ") (stop it, or choose another port)\n");
  EXPECT_EQ(second.wait(), 1);
}

TEST(Backend, RefusesAConfigurationWithMistakes) {
  const TempFolder folder;
  const std::string file = folder.write("rrlb.conf", "[log]\nlevle = \"info\"\n");
  RunningProgram program{with({"--config", file})};
  EXPECT_EQ(program.rest(), file +
                                ":2:1: [log] unknown key \"levle\" (did you mean \"level\"?)\n"
                                "  levle = \"info\"\n"
                                "  ^\n");
  EXPECT_EQ(program.wait(), 78);
}

TEST(Backend, RefusesAMissingConfiguration) {
  RunningProgram program{with({"--config", "/nowhere/rrlb.conf"})};
  EXPECT_EQ(program.rest(), "/nowhere/rrlb.conf: No such file or directory\n");
  EXPECT_EQ(program.wait(), 78);
}

TEST(Backend, WrongUsageIsOneLineAndAHint) {
  RunningProgram program{{"--observe", "nginx"}};
  EXPECT_EQ(program.rest(),
            "rrlb-backend: --observe must be self, pid:N, unit:NAME or cgroup:PATH, got \"nginx\" "
            "(try \"rrlb-backend --help\")\n");
  EXPECT_EQ(program.wait(), 2);
}

TEST(Backend, WarnsIfThereIsNothingToObserve) {
  RunningProgram program{with({"--observe", "unit:no-such-unit"})};
  EXPECT_EQ(program.after("warning "),
            "observe unit:no-such-unit: not found yet, or not readable\n");
  EXPECT_THAT(get(program.port(), "/metrics"),
              HasSubstr("{\"name\":\"web1\",\"cpu_percent\":null,\"ram_mb\":null,\"uptime\":null,"
                        "\"uptime_seconds\":null,\"requests\":0}\n"));
}

TEST(Backend, ReloadAppliesTheLogLevelAndRefusesMistakes) {
  const TempFolder folder;
  const std::string file = folder.write("rrlb.conf", "");
  RunningProgram program{with({"--config", file})};
  program.port();
  folder.write("rrlb.conf", "[log]\nlevel = \"debug\"\n");
  program.signal(SIGHUP);
  EXPECT_EQ(program.after("info    "), "reload: log.level is \"debug\"\n");
  folder.write("rrlb.conf", "[log]\nlevel = 5\n");
  program.signal(SIGHUP);
  EXPECT_EQ(program.after("error   "),
            "reload: kept the running configuration, 1 problem in " + file + " (listed above)\n");
}

TEST(Backend, ReportsItsStateToSystemd) {
  auto systemd = std::make_optional<NotifySocket>();
  RunningProgram program{kAnyPort,
                         {{{"NOTIFY_SOCKET", systemd->path()}, {"WATCHDOG_USEC", "20000"}}, 0}};
  EXPECT_EQ(systemd->heard(), "READY=1\nSTATUS=0 requests");
  for (int fed = 0; fed < 3; ++fed) EXPECT_EQ(systemd->heard(), "WATCHDOG=1");
  program.signal(SIGTERM);
  std::string heard = systemd->heard();
  while (heard == "WATCHDOG=1") heard = systemd->heard();
  EXPECT_EQ(heard, "STOPPING=1\nSTATUS=stopping, 0 requests");
  systemd.reset();  // nothing reads it any more, and a full socket would block the program
  EXPECT_EQ(program.wait(), 0);
}

TEST(Backend, FinishesOpenRequestsWhenItStops) {
  NotifySocket systemd;
  RunningProgram program{kAnyPort, {{{"NOTIFY_SOCKET", systemd.path()}}, 0}};
  const std::uint16_t port = program.port();
  RawConnection client = RawConnection::to(port);
  client.send("GET /half HTTP/1.1\r\nHo");
  get(port, "/");  // by now the incomplete request has been read, too
  program.signal(SIGTERM);
  while (!systemd.heard().starts_with("STOPPING=1")) {
  }
  client.send("st: a\r\n\r\n");
  EXPECT_THAT(client.receive_until("/half\n"), EndsWith("\r\n\r\nhello from web1, GET /half\n"));
  EXPECT_EQ(why_not_free({"127.0.0.1", port}), "");  // a successor can already use the port
  EXPECT_EQ(program.wait(), 0);
}

TEST(Backend, SurvivesHostileClients) {
  RunningProgram program{kAnyPort};
  const std::uint16_t port = program.port();
  const std::string garbage(100'000, '\xfe');
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + std::string(3U << 20, 'x');
  for (const std::string& input : {std::string{}, std::string{"GET / HT"}, garbage, head}) {
    RawConnection client = RawConnection::to(port);
    client.send(input);
    client.end_sending();
    client.receive_all();
  }
  EXPECT_THAT(get(port, "/"), EndsWith("hello from web1, GET /\n"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST(Backend, ServesWhileOtherClientsAreIdle) {
  RunningProgram program{kAnyPort};
  const std::uint16_t port = program.port();
  std::vector<RawConnection> idle;
  for (int i = 0; i < 900; ++i) idle.push_back(RawConnection::to(port));
  EXPECT_THAT(get(port, "/"), EndsWith("hello from web1, GET /\n"));
}

// The CPU time that a process has used, in ticks of 10 ms.
std::uint64_t cpu_ticks(pid_t pid) {
  const auto text = read_small_file("/proc/" + std::to_string(pid) + "/stat");
  const auto stat = text ? parse_proc_stat(*text) : std::nullopt;
  EXPECT_TRUE(stat);
  return stat ? stat->cpu_ticks : 0;
}

TEST(Backend, PausesWithoutFreeDescriptorsAndRecovers) {
#ifdef RRLB_LOOKS_BY_A_PIPE
  GTEST_SKIP() << "the sanitizer opens a pipe to look at an object, and calls it broken without";
#endif
  RunningProgram program{kAnyPort, {{}, 40}};
  const std::uint16_t port = program.port();
  std::vector<RawConnection> clients;
  for (int i = 0; i < 60; ++i) clients.push_back(RawConnection::to(port));
  EXPECT_EQ(program.after("warning "), "accepting paused for 100 ms: Too many open files\n");
  const std::uint64_t before = cpu_ticks(program.pid());
  for (int pauses = 0; pauses < 5; ++pauses) EXPECT_NE(program.after("accepting paused"), "");
  EXPECT_LE(cpu_ticks(program.pid()) - before, 5U);  // half a second has 50 ticks
  clients.clear();
  EXPECT_THAT(get(port, "/"), EndsWith("hello from web1, GET /\n"));
}

}  // namespace
}  // namespace rrlb
