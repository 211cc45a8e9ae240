#include "dashboard/control/admin_line.h"

namespace rrlb {

bool AdminLine::talk(Conversation conversation) {
  return side_.run([conversation = std::move(conversation), path = socket_path_] {
    return conversation(AdminClient{path});
  });
}

bool AdminLine::ask(const std::string& method, const std::string& path, Milliseconds patience,
                    Done done) {
  return talk([method, path, patience,
               done = std::move(done)](const AdminClient& balancer) -> EventLoop::Task {
    return [done, answer = balancer.ask(method, path, "", patience)] { done(answer); };
  });
}

}  // namespace rrlb
