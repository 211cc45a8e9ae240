// An alert, a program and a folder for tests of alert targets.
#pragma once

#include <sys/eventfd.h>
#include <sys/stat.h>

#include "common/event/unique_fd.h"
#include "daemon/report/alert/message.h"
#include "tests/support/temp_folder.h"

namespace rrlb {

inline AlertMessage made_up_alert() {
  return {"state",
          "web1",
          "http://web1:8080",
          "DOWN",
          "UP",
          "3 failed probes: no answer within 1 s",
          "2026-11-23T01:14:05.123Z",
          "lb1",
          2};
}

inline constexpr const char* kMadeUpJson =
    R"({"event":"state","backend":"web1","url":"http://web1:8080","status":"DOWN",)"
    R"("status_before":"UP","reason":"3 failed probes: no answer within 1 s",)"
    R"("time":"2026-11-23T01:14:05.123Z","balancer":"lb1","changes":2})";

// Writes a shell script that runs in `folder`.
inline std::string made_up_program(const TempFolder& folder, const std::string& script) {
  const std::string file =
      folder.write("program", "#!/bin/sh\ncd " + folder.path().string() + "\n" + script + "\n");
  ::chmod(file.c_str(), 0755);
  return file;
}

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

// Interrupts an alert target.
class Interrupt {
 public:
  int fd() const { return fd_.get(); }
  void fire() const { ::eventfd_write(fd_.get(), 1); }

 private:
  const UniqueFd fd_{::eventfd(0, EFD_CLOEXEC)};
};

}  // namespace rrlb
