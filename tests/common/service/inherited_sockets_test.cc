#include "common/service/inherited_sockets.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "common/service/listen_socket.h"
#include "tests/support/temp_folder.h"

namespace rrlb {
namespace {

// Runs in a process of its own, because the sockets must be the descriptors from 3 on.
void check_what_is_taken() {
  const ListenSocket socket = listen_tcp({"127.0.0.1", 0}, PortSharing::exclusive);
  ::dup2(socket.fd.get(), 3);
  ::dup2(0, 4);
  ::fcntl(3, F_SETFL, 0);
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "2", 1);
  ::setenv("LISTEN_FDNAMES", "web:rest", 1);
  const std::vector<InheritedSocket> taken = take_inherited_sockets();
  const bool right = taken.size() == 2 && taken[0].name == "web" && taken[1].name == "rest" &&
                     listens_on_tcp(taken[0].fd.get()) && !listens_on_tcp(taken[1].fd.get()) &&
                     (::fcntl(3, F_GETFL) & O_NONBLOCK) != 0 &&
                     (::fcntl(3, F_GETFD) & FD_CLOEXEC) != 0 &&
                     std::getenv("LISTEN_FDS") == nullptr && take_inherited_sockets().empty();
  std::_Exit(right ? 0 : 1);
}

TEST(InheritedSockets, AreTakenOnceWithTheirNamesAndDoNotBlock) {
  EXPECT_EXIT(check_what_is_taken(), testing::ExitedWithCode(0), "");
}

TEST(InheritedSockets, OfAnotherProcessAreIgnored) {
  ::setenv("LISTEN_PID", "1", 1);
  ::setenv("LISTEN_FDS", "1", 1);
  EXPECT_TRUE(take_inherited_sockets().empty());
}

TEST(InheritedSockets, UnixSocketIsIdentifiedByItsPath) {
  const TempFolder folder;
  const std::string path = (folder.path() / "admin.sock").string();
  const ListenSocket socket = listen_unix(path, 0600);
  EXPECT_TRUE(listens_on_unix(socket.fd.get(), path));
  EXPECT_FALSE(listens_on_unix(socket.fd.get(), path + "2"));
  EXPECT_FALSE(listens_on_tcp(socket.fd.get()));
}

}  // namespace
}  // namespace rrlb
