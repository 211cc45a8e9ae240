#include "daemon/state/sticky_key.h"

#include "common/base/base64.h"
#include "common/program/keyed_hash.h"
#include "common/program/secret_file.h"
#include "common/service/logging.h"

namespace rrlb {

Roster::TokenOf sticky_tokens(const StickyConfig& config) {
  if (config.cookie.empty()) return {};
  const Secret secret = read_secret(config.key_file);
  if (!secret.warning.empty()) log_warning("sticky.key_file: " + secret.warning);
  if (!secret.problem.empty()) {
    log_warning("sticky.key_file: " + secret.problem + "; no client is kept with its backend");
    return {};
  }
  return [key = secret.value](const std::string& name) {
    constexpr std::size_t kBytes = 16;
    return to_base64url(hmac_sha256(key, name).substr(0, kBytes));
  };
}

}  // namespace rrlb
