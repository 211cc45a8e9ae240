#include "daemon/lifecycle/listening_sockets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <set>

#include "common/service/listen_socket.h"

namespace rrlb {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ListenAddress kAnyPort{"127.0.0.1", 0};

UniqueFd listening(PortSharing sharing, const ListenAddress& address = kAnyPort) {
  ListenSocket opened = listen_tcp(address, sharing);
  EXPECT_EQ(opened.problem, "");
  return std::move(opened.fd);
}

std::vector<InheritedSocket> inherited(const std::string& name, UniqueFd socket) {
  std::vector<InheritedSocket> sockets;
  sockets.push_back({std::move(socket), name});
  return sockets;
}

std::string open(ListeningSockets& sockets, const std::vector<ListenAddress>& wanted,
                 std::vector<InheritedSocket> given) {
  return sockets.open(wanted, std::move(given), ListeningSockets::Start::alone);
}

// The number of different sockets of all workers together.
std::size_t different(const ListeningSockets& sockets, std::size_t workers) {
  std::set<ino_t> inodes;
  for (std::size_t i = 0; i < workers; ++i) {
    for (const UniqueFd& socket : sockets.for_worker(i)) {
      struct stat found {};
      ::fstat(socket.get(), &found);
      inodes.insert(found.st_ino);
    }
  }
  return inodes.size();
}

TEST(ListeningSockets, OneIsOpenedForEachWorkerIfNoneIsInherited) {
  ListeningSockets sockets{3};
  EXPECT_EQ(open(sockets, {kAnyPort}, {}), "");
  EXPECT_EQ(sockets.for_worker(0).size(), 1U);
  EXPECT_EQ(different(sockets, 3), 3U);
}

TEST(ListeningSockets, PlainOneIsSharedByAllWorkers) {
  UniqueFd given = listening(PortSharing::exclusive);
  const ListenAddress address = bound_address(given.get());
  ListeningSockets sockets{3};
  EXPECT_EQ(open(sockets, {address}, inherited("web", std::move(given))), "");
  EXPECT_THAT(sockets.descriptions(), ElementsAre(address.text() + " (inherited)"));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sockets.for_worker(i).size(), 1U);
  EXPECT_EQ(different(sockets, 3), 1U);
}

TEST(ListeningSockets, SharedPortGetsOneForEachWorker) {
  UniqueFd stored = listening(PortSharing::reuse_port);
  const ListenAddress address = bound_address(stored.get());
  ListeningSockets sockets{3};
  EXPECT_EQ(open(sockets, {address}, inherited(kListenerName, std::move(stored))), "");
  EXPECT_EQ(different(sockets, 3), 3U);
}

TEST(ListeningSockets, NoSocketThatCouldBeLostIsOpenedBesideThePredecessor) {
  UniqueFd passed = listening(PortSharing::reuse_port);
  const ListenAddress address = bound_address(passed.get());
  ListeningSockets sockets{3};
  EXPECT_EQ(sockets.open({address, kAnyPort}, inherited(kListenerName, std::move(passed)),
                         ListeningSockets::Start::beside_predecessor),
            "");
  EXPECT_EQ(different(sockets, 3), 4U);  // one for all workers, and three for the new address
  EXPECT_EQ(sockets.to_pass_on().size(), 4U);
}

TEST(ListeningSockets, EachOfMoreSocketsThanWorkersHasAWorker) {
  std::vector<InheritedSocket> stored =
      inherited(kListenerName, listening(PortSharing::reuse_port));
  const ListenAddress address = bound_address(stored.front().fd.get());
  for (int i = 0; i < 4; ++i) {
    stored.push_back({listening(PortSharing::reuse_port, address), kListenerName});
  }
  ListeningSockets sockets{2};
  EXPECT_EQ(open(sockets, {address}, std::move(stored)), "");
  EXPECT_EQ(sockets.for_worker(0).size(), 3U);
  EXPECT_EQ(sockets.for_worker(1).size(), 2U);
  EXPECT_EQ(different(sockets, 2), 5U);
}

TEST(ListeningSockets, AGivenSocketIsServedEvenIfNotConfigured) {
  UniqueFd given = listening(PortSharing::exclusive);
  const std::string address = bound_address(given.get()).text();
  ListeningSockets sockets{1};
  EXPECT_EQ(open(sockets, {}, inherited("web", std::move(given))), "");
  EXPECT_THAT(sockets.descriptions(), ElementsAre(address + " (inherited)"));
}

TEST(ListeningSockets, AStoredSocketThatIsNotConfiguredIsClosed) {
  UniqueFd stored = listening(PortSharing::reuse_port);
  const ListenAddress address = bound_address(stored.get());
  ListeningSockets sockets{1};
  EXPECT_EQ(open(sockets, {}, inherited(kListenerName, std::move(stored))), "");
  EXPECT_THAT(sockets.descriptions(), IsEmpty());
  EXPECT_EQ(why_not_free(address), "");
}

TEST(ListeningSockets, AStoredSocketIsUsedForAnyPort) {
  UniqueFd stored = listening(PortSharing::reuse_port);
  const std::string address = bound_address(stored.get()).text();
  ListeningSockets sockets{2};
  EXPECT_EQ(open(sockets, {kAnyPort}, inherited(kListenerName, std::move(stored))), "");
  EXPECT_THAT(sockets.descriptions(), ElementsAre(address + " (inherited)"));
}

TEST(ListeningSockets, AConfiguredSocketIsNotUsedForAnyPort) {
  UniqueFd stored = listening(PortSharing::reuse_port);
  const ListenAddress address = bound_address(stored.get());
  ListeningSockets sockets{1};
  EXPECT_EQ(open(sockets, {kAnyPort, address}, inherited(kListenerName, std::move(stored))), "");
  EXPECT_EQ(sockets.descriptions().size(), 2U);
}

TEST(ListeningSockets, ADualStackSocketServesBothFamilies) {
  UniqueFd six{::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!six || ::listen(six.get(), 1) != 0) GTEST_SKIP() << "no IPv6 here";
  const std::uint16_t port = bound_address(six.get()).port;
  ListeningSockets sockets{1};
  EXPECT_EQ(open(sockets, {{"0.0.0.0", port}}, inherited("web", std::move(six))), "");
  EXPECT_THAT(sockets.descriptions(), ElementsAre("[::]:" + std::to_string(port) + " (inherited)"));
}

TEST(ListeningSockets, ASocketThatDoesNotListenIsClosed) {
  ListeningSockets sockets{1};
  UniqueFd idle{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  EXPECT_EQ(open(sockets, {}, inherited("web", std::move(idle))), "");
  EXPECT_THAT(sockets.descriptions(), IsEmpty());
}

TEST(ListeningSockets, APortInUseIsNamedInTheError) {
  const UniqueFd taken = listening(PortSharing::exclusive);
  const ListenAddress address = bound_address(taken.get());
  ListeningSockets sockets{1};
  EXPECT_THAT(open(sockets, {address}, {}),
              testing::StartsWith("listen " + address.text() + ": Address already in use by "));
}

}  // namespace
}  // namespace rrlb
