// The program that this process runs, and how it is started anew as a child that inherits sockets
// by the protocol of sd_listen_fds(3). The child has the same arguments, environment and standard
// error, and no other descriptor.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace rrlb {

struct PassedSocket {
  int fd = -1;  // stays the caller's
  std::string name;
};

class OwnProgram {
 public:
  // To be made when the process begins: later its file may have been replaced by another version,
  // which is what is to be started then.
  OwnProgram(int argc, char** argv);

  struct Child {
    pid_t pid = -1;
    std::string problem;  // why there is none, "" if there is one
  };
  Child start(const std::vector<PassedSocket>& sockets) const;

 private:
  std::string path_;
  std::vector<std::string> arguments_;
};

}  // namespace rrlb
