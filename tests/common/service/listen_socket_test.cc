#include "common/service/listen_socket.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/service/port_owner.h"
#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

using testing::AnyOf;
using testing::Eq;

ListenSocket listen_v4(std::uint16_t port = 0, PortSharing sharing = PortSharing::exclusive) {
  return listen_tcp({"127.0.0.1", port}, sharing);
}

std::string this_process() { return "common_sys_test (pid " + std::to_string(::getpid()) + ")"; }

TEST(ListenTcp, PortZeroGetsAFreeOne) {
  const ListenSocket socket = listen_v4();
  EXPECT_EQ(socket.problem, "");
  const ListenAddress bound = bound_address(socket.fd.get());
  EXPECT_EQ(bound.ip, "127.0.0.1");
  EXPECT_NE(bound.port, 0);
}

TEST(ListenTcp, PortInUseNamesItsOwner) {
  const ListenSocket first = listen_v4();
  const ListenAddress address = bound_address(first.fd.get());
  const ListenSocket second = listen_v4(address.port);
  EXPECT_FALSE(second.fd);
  EXPECT_EQ(second.problem, "listen " + address.text() + ": Address already in use by " +
                                this_process() + " (stop it, or choose another port)");
}

TEST(ListenTcp, SharedPortIsFreeForReusePortOnly) {
  const ListenSocket first = listen_v4(0, PortSharing::reuse_port);
  const ListenAddress address = bound_address(first.fd.get());
  EXPECT_EQ(listen_v4(address.port, PortSharing::reuse_port).problem, "");
  EXPECT_EQ(why_not_free(address), "listen " + address.text() + ": Address already in use by " +
                                       this_process() + " (stop it, or choose another port)");
}

TEST(ListenTcp, FreePortIsFree) {
  ListenAddress address;
  {
    const ListenSocket socket = listen_v4();
    address = bound_address(socket.fd.get());
  }
  EXPECT_EQ(why_not_free(address), "");
}

TEST(ListenTcp, BothFamiliesCanShareAPort) {
  const ListenSocket six = listen_tcp({"::", 0}, PortSharing::exclusive);
  if (!six.fd) GTEST_SKIP() << "no IPv6 here: " << six.problem;
  const std::uint16_t port = bound_address(six.fd.get()).port;
  EXPECT_EQ(bound_address(six.fd.get()).text(), "[::]:" + std::to_string(port));
  const ListenSocket four = listen_tcp({"0.0.0.0", port}, PortSharing::exclusive);
  EXPECT_EQ(four.problem, "");
}

TEST(ListenTcp, AddressOfAnotherMachineIsReported) {
  EXPECT_EQ(listen_tcp({"192.0.2.77", 8080}, PortSharing::exclusive).problem,
            "listen 192.0.2.77:8080: Cannot assign requested address (no network interface has "
            "this address)");
}

TEST(ListenTcp, SocketsDoNotBlockAndAreNotInherited) {
  const ListenSocket socket = listen_v4();
  EXPECT_EQ(::accept(socket.fd.get(), nullptr, nullptr), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_NE(::fcntl(socket.fd.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(PortOwner, FreePortHasNoOwner) {
  std::uint16_t port = 0;
  {
    const ListenSocket socket = listen_v4();
    port = bound_address(socket.fd.get()).port;
    EXPECT_EQ(port_owner(port), this_process());
  }
  EXPECT_EQ(port_owner(port), std::nullopt);
}

class ListenUnixTest : public testing::Test {
 protected:
  TempFolder folder_;
  const std::string path_ = (folder_.path() / "admin.sock").string();
};

bool answers(const std::string& path) {
  const UniqueFd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return ::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

TEST_F(ListenUnixTest, ListensWithTheGivenMode) {
  const ListenSocket socket = listen_unix(path_, 0660);
  EXPECT_EQ(socket.problem, "");
  struct stat found {};
  ASSERT_EQ(::stat(path_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0660U);
  EXPECT_TRUE(answers(path_));
}

TEST_F(ListenUnixTest, SocketOfADeadProcessIsReplaced) {
  listen_unix(path_, 0600).fd.reset();
  ASSERT_TRUE(std::filesystem::is_socket(path_));
  ASSERT_FALSE(answers(path_));
  const ListenSocket socket = listen_unix(path_, 0600);
  EXPECT_EQ(socket.problem, "");
  EXPECT_TRUE(answers(path_));
}

TEST_F(ListenUnixTest, LiveSocketIsNotReplaced) {
  const ListenSocket first = listen_unix(path_, 0600);
  const ListenSocket second = listen_unix(path_, 0600);
  EXPECT_FALSE(second.fd);
  EXPECT_EQ(second.problem,
            "listen " + path_ + ": Address already in use (another process listens on it)");
  EXPECT_TRUE(answers(path_));
}

TEST_F(ListenUnixTest, FileThatIsNotASocketIsNotReplaced) {
  folder_.write("admin.sock", "precious");
  EXPECT_EQ(listen_unix(path_, 0600).problem, "listen " + path_ + ": Address already in use");
  EXPECT_EQ(std::filesystem::file_size(path_), 8U);
}

TEST_F(ListenUnixTest, MissingFolderIsReported) {
  const std::string path = (folder_.path() / "no" / "admin.sock").string();
  EXPECT_EQ(listen_unix(path, 0600).problem,
            "listen " + path + ": No such file or directory (its folder does not exist)");
}

TEST_F(ListenUnixTest, PathThatIsTooLongIsReported) {
  const std::string path = "/tmp/" + std::string(200, 'x');
  EXPECT_EQ(listen_unix(path, 0600).problem, "listen " + path + ": File name too long");
}

}  // namespace
}  // namespace rrlb
