// Starts the program of this process again, and passes sockets by the protocol of sd_listen_fds(3).
// The new process has the same arguments, environment and standard error, and no other descriptors.
//
// The new process is not our child, but the child of a "midwife": a process that only waits for it
// and exits with its exit code. When the midwife is killed, systemd becomes the parent of the new
// process. systemd can wait only for its own children; another main process it would kill at a stop
// instead of waiting for it to end.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace rrlb {

struct PassedSocket {
  int fd = -1;  // still owned by the caller
  std::string name;
};

class OwnProgram {
 public:
  // Construct this when the process starts. The file may be replaced by another version later; that
  // version is then started.
  OwnProgram(int argc, char** argv);

  struct Started {
    pid_t pid = -1;
    pid_t midwife = -1;   // our child; exits with the new process's code, or 128 + its signal
    std::string problem;  // an error message, or "" on success
  };
  Started start(const std::vector<PassedSocket>& sockets) const;

 private:
  std::string path_;
  std::vector<std::string> arguments_;
};

}  // namespace rrlb
