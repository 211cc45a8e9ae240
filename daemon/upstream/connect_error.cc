#include "daemon/upstream/connect_error.h"

#include <cerrno>

namespace rrlb {

FailureKind kind_of_connect_error(int error) {
  switch (error) {
    case ECONNREFUSED:
      return FailureKind::connect_refused;
    case ETIMEDOUT:
      return FailureKind::connect_timeout;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:  // no local port is free
    case EAGAIN:
      return FailureKind::no_descriptors;
    default:
      return FailureKind::connect_failed;
  }
}

}  // namespace rrlb
