// The sockets on which clients connect. Each is one of these:
//
//   opened     for an address of `listen` that no inherited socket serves; one for each worker, all
//              on the same port (SO_REUSEPORT)
//   stored     opened by an earlier process of this service, and inherited under our own name;
//              served while `listen` names its address, closed otherwise
//   given      inherited from a .socket unit; served even if `listen` does not name its address,
//              because the unit asks for it
//
// The kernel spreads connections over all sockets that share a port, so every socket needs a worker
// that accepts on it. If there are more sockets than workers, some workers have several sockets. If
// there are fewer, several workers share one: a worker that comes too late finds no connection,
// which does no harm.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "common/base/listen_address.h"
#include "common/service/inherited_sockets.h"
#include "common/service/own_program.h"

namespace rrlb {

// The name of our own sockets, where a name is asked for.
inline constexpr const char* kListenerName = "rrlb-listen";

class ListeningSockets {
 public:
  // Whether another process serves the same addresses until this one is ready. Then it opens no
  // further socket where there are some: clients would be lost there if it did not get ready.
  enum class Start { alone, beside_predecessor };

  explicit ListeningSockets(std::size_t workers) : workers_{workers} {}

  // Of those inherited takes what serves clients, and opens the rest of `wanted`. Port 0 is any
  // port: a stored socket of that IP address will do. Returns what hinders it, "" if nothing.
  std::string open(const std::vector<ListenAddress>& wanted, std::vector<InheritedSocket> inherited,
                   Start start);

  // Descriptors of its own for the worker of this number. Throws std::runtime_error when there are
  // no more to be had.
  std::vector<UniqueFd> for_worker(std::size_t worker) const;

  // Has systemd keep those that are ours for the next process of the service: clients who come
  // while there is none wait in the kernel's queue.
  void store();

  // All of them, for a successor; they stay ours.
  std::vector<PassedSocket> to_pass_on() const;

  // One line an address: "127.0.0.1:5000", "127.0.0.1:5000 (inherited)".
  std::vector<std::string> descriptions() const;

  // Workers keep what they were given.
  void close() { addresses_.clear(); }

 private:
  // The sockets of one address.
  struct Shared {
    ListenAddress address;
    std::string name;
    bool inherited = false;
    bool needed = true;
    std::vector<UniqueFd> sockets = {};

    bool serves(const ListenAddress& wanted) const;
  };

  void adopt(InheritedSocket socket);
  const Shared* serving(const ListenAddress& wanted,
                        const std::vector<ListenAddress>& all_wanted) const;
  bool is_wanted(const Shared& shared, const std::vector<ListenAddress>& wanted) const;
  void close_unwanted(const std::vector<ListenAddress>& wanted);
  void forget_closed();
  std::string open_address(const ListenAddress& address);
  void open_more(Shared& shared) const;

  const std::size_t workers_;
  std::vector<Shared> addresses_;
  bool store_has_closed_ones_ = false;
};

}  // namespace rrlb
