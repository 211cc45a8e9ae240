// The program that this process runs, and how it is started anew with sockets that it inherits by
// the protocol of sd_listen_fds(3). The new process has the same arguments, environment and
// standard error, and no other descriptor.
//
// Between the two stands a midwife, a process that does nothing but wait for the new one and end as
// it ends. When it is killed, the new process is a child of whoever looks after orphans: systemd.
// A main process that is no child of its own systemd would kill where it should wait for its end.
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

  struct Started {
    pid_t pid = -1;
    pid_t midwife = -1;   // our child; it leaves with the new one's code, or 128 + its signal
    std::string problem;  // why there is none, "" if there is one
  };
  Started start(const std::vector<PassedSocket>& sockets) const;

 private:
  std::string path_;
  std::vector<std::string> arguments_;
};

}  // namespace rrlb
