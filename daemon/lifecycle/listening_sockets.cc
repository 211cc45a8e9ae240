#include "daemon/lifecycle/listening_sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "common/service/listen_socket.h"
#include "common/service/logging.h"
#include "common/service/service_notifier.h"

namespace rrlb {
namespace {

constexpr std::size_t kMostStored = 512;  // FileDescriptorStoreMax= in rrlb.service

bool option(int fd, int level, int name) {
  int value = 0;
  socklen_t length = sizeof value;
  return ::getsockopt(fd, level, name, &value, &length) == 0 && value != 0;
}

bool shares_port(int fd) { return option(fd, SOL_SOCKET, SO_REUSEPORT); }

// [::] without IPV6_V6ONLY, which is how systemd opens "ListenStream=5000".
bool takes_both_families(int fd, const ListenAddress& address) {
  return address.ip == "::" && !option(fd, IPPROTO_IPV6, IPV6_V6ONLY);
}

// What listen_tcp() sets on those we open ourselves.
void answer_without_delay(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

UniqueFd duplicate(const UniqueFd& socket) {
  UniqueFd copy{::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0)};
  if (!copy) throw std::runtime_error(std::string{"listening sockets: "} + std::strerror(errno));
  return copy;
}

}  // namespace

bool ListeningSockets::Shared::serves(const ListenAddress& wanted) const {
  if (address == wanted) return true;
  return wanted.ip == "0.0.0.0" && wanted.port == address.port &&
         takes_both_families(sockets.front().get(), address);
}

std::string ListeningSockets::open(const std::vector<ListenAddress>& wanted,
                                   std::vector<InheritedSocket> inherited, Start start) {
  for (InheritedSocket& socket : inherited) adopt(std::move(socket));
  close_unwanted(wanted);
  if (start == Start::alone) {
    forget_closed();  // their ports may be wanted in another way
    for (Shared& shared : addresses_) open_more(shared);
  }
  for (const ListenAddress& address : wanted) {
    if (serving(address, wanted) != nullptr) continue;
    if (std::string problem = open_address(address); !problem.empty()) return problem;
  }
  return {};
}

void ListeningSockets::adopt(InheritedSocket socket) {
  if (!listens_on_tcp(socket.fd.get())) {
    return log_warning("inherited \"" + socket.name +
                       "\": closed, expected a listening TCP socket");
  }
  answer_without_delay(socket.fd.get());
  const ListenAddress address = bound_address(socket.fd.get());
  auto shared = std::find_if(addresses_.begin(), addresses_.end(), [&](const Shared& known) {
    return known.address == address && known.name == socket.name;
  });
  if (shared == addresses_.end()) {
    shared = addresses_.insert(shared, Shared{address, socket.name, true});
  }
  shared->sockets.push_back(std::move(socket.fd));
}

// Which sockets serve the address, nullptr if none do. A port that is named serves nobody who asked
// for any port.
const ListeningSockets::Shared* ListeningSockets::serving(
    const ListenAddress& wanted, const std::vector<ListenAddress>& all_wanted) const {
  for (const Shared& shared : addresses_) {
    if (shared.serves(wanted)) return &shared;
    if (wanted.port != 0 || wanted.ip != shared.address.ip || shared.name != kListenerName)
      continue;
    const bool named =
        std::any_of(all_wanted.begin(), all_wanted.end(),
                    [&](const ListenAddress& other) { return shared.serves(other); });
    if (!named) return &shared;
  }
  return nullptr;
}

bool ListeningSockets::is_wanted(const Shared& shared,
                                 const std::vector<ListenAddress>& wanted) const {
  if (shared.name != kListenerName) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const ListenAddress& address) {
    return shared.serves(address) || serving(address, wanted) == &shared;
  });
}

void ListeningSockets::close_unwanted(const std::vector<ListenAddress>& wanted) {
  for (Shared& shared : addresses_) shared.needed = is_wanted(shared, wanted);
  const auto closed =
      std::erase_if(addresses_, [](const Shared& shared) { return !shared.needed; });
  store_has_closed_ones_ = closed > 0;
}

// The store knows them by one name: with those that were closed go all others, until store().
void ListeningSockets::forget_closed() {
  if (store_has_closed_ones_) service::forget_stored(kListenerName);
  store_has_closed_ones_ = false;
}

std::string ListeningSockets::open_address(const ListenAddress& address) {
  if (std::string taken = why_not_free(address); !taken.empty()) return taken;
  ListenSocket first = listen_tcp(address, PortSharing::reuse_port);
  if (!first.fd) return first.problem;
  Shared shared{bound_address(first.fd.get()), kListenerName};  // the port that 0 became
  shared.sockets.push_back(std::move(first.fd));
  addresses_.push_back(std::move(shared));
  open_more(addresses_.back());
  return {};
}

// Up to one a worker, where the port can be shared: with sockets of the same user, says the kernel.
void ListeningSockets::open_more(Shared& shared) const {
  if (!shares_port(shared.sockets.front().get())) return;
  while (shared.sockets.size() < workers_) {
    ListenSocket opened = listen_tcp(shared.address, PortSharing::reuse_port);
    if (!opened.fd) {
      return log_warning(opened.problem + "; " + std::to_string(workers_) + " workers share " +
                         std::to_string(shared.sockets.size()));
    }
    shared.sockets.push_back(std::move(opened.fd));
  }
}

std::vector<UniqueFd> ListeningSockets::for_worker(std::size_t worker) const {
  std::vector<UniqueFd> its_own;
  for (const Shared& shared : addresses_) {
    const std::size_t pairs = std::max(shared.sockets.size(), workers_);
    for (std::size_t pair = worker; pair < pairs; pair += workers_) {
      its_own.push_back(duplicate(shared.sockets[pair % shared.sockets.size()]));
    }
  }
  return its_own;
}

void ListeningSockets::store() {
  forget_closed();
  std::vector<int> ours;
  for (const Shared& shared : addresses_) {
    if (shared.name != kListenerName) continue;
    for (const UniqueFd& socket : shared.sockets) ours.push_back(socket.get());
  }
  if (ours.size() > kMostStored) {
    log_warning(std::to_string(ours.size()) + " listening sockets are more than the " +
                std::to_string(kMostStored) + " that outlive a restart");
    ours.resize(kMostStored);
  }
  service::store(kListenerName, ours);
}

std::vector<PassedSocket> ListeningSockets::to_pass_on() const {
  std::vector<PassedSocket> all;
  for (const Shared& shared : addresses_) {
    for (const UniqueFd& socket : shared.sockets) all.push_back({socket.get(), shared.name});
  }
  return all;
}

std::vector<std::string> ListeningSockets::descriptions() const {
  std::vector<std::string> lines;
  for (const Shared& shared : addresses_) {
    lines.push_back(shared.address.text() + (shared.inherited ? " (inherited)" : ""));
  }
  return lines;
}

}  // namespace rrlb
