// A web server that is told of an alert (target.h).
#include <curl/curl.h>

#include <array>
#include <cstring>
#include <memory>

#include "common/base/duration.h"
#include "common/base/url.h"
#include "common/program/command_line.h"
#include "common/program/keyed_hash.h"
#include "daemon/report/alert/target.h"

namespace rrlb {
namespace {

constexpr std::size_t kLargestAnswer = 64U << 10;
constexpr int kLongestWait = 1000;  // ms, though libcurl knows itself when it is to be called

struct Release {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct ReleaseMulti {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
using Easy = std::unique_ptr<CURL, Release>;
using Multi = std::unique_ptr<CURLM, ReleaseMulti>;

class Fields {
 public:
  void add(const std::string& line) {
    curl_slist* shorter = list_.release();
    curl_slist* longer = curl_slist_append(shorter, line.c_str());
    list_.reset(longer != nullptr ? longer : shorter);
  }
  curl_slist* list() const { return list_.get(); }

 private:
  std::unique_ptr<curl_slist, Release> list_;
};

// What a receiver says is of no interest, but it may not say it for ever.
std::size_t forget(char*, std::size_t, std::size_t count, void* so_far) noexcept {
  auto& bytes = *static_cast<std::size_t*>(so_far);
  bytes += count;
  return bytes > kLargestAnswer ? 0 : count;
}

// One try to post. The handles end in the order in which libcurl wants them to.
class Post {
 public:
  Post(const Url& url, Milliseconds timeout, const std::string& body, const Fields& fields)
      : url_{url}, timeout_{timeout} {
    if (!easy_ || !multi_) return;
    set(CURLOPT_URL, url.text().c_str());
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    set(CURLOPT_HTTPHEADER, fields.list());
    set(CURLOPT_USERAGENT, ("rrlb/" + std::string{version()}).c_str());
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
    set(CURLOPT_FOLLOWLOCATION, 0L);
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
#else
    set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    set(CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for a name server that does not answer
#endif
    set(CURLOPT_WRITEFUNCTION, &forget);
    set(CURLOPT_WRITEDATA, &answered_bytes_);
    set(CURLOPT_ERRORBUFFER, complaint_.data());
    added_ = curl_multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK;
  }
  ~Post() {
    if (added_) curl_multi_remove_handle(multi_.get(), easy_.get());
  }
  Post(const Post&) = delete;
  Post& operator=(const Post&) = delete;

  AlertOutcome make(int interrupt) {
    if (!added_) return {false, true, "libcurl has no memory"};
    const TimePoint begin = Clock::now();
    int running = 1;
    while (running > 0) {
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) break;
      if (running == 0) break;
      curl_waitfd stop{interrupt, CURL_WAIT_POLLIN, 0};
      curl_multi_poll(multi_.get(), &stop, 1, kLongestWait, nullptr);
      if (stop.revents != 0) return {false, false, "interrupted"};
    }
    return outcome(std::chrono::round<Milliseconds>(Clock::now() - begin));
  }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(easy_.get(), option, value);
  }

  CURLcode result() const {
    int left = 0;
    const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
    return message != nullptr ? message->data.result : CURLE_FAILED_INIT;
  }

  AlertOutcome outcome(Milliseconds took) const {
    const CURLcode code = result();
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    const bool whole = code == CURLE_OK || (code == CURLE_WRITE_ERROR && status != 0);
    if (!whole) return {false, may_pass(code), why(code)};
    const std::string answered = "answered " + std::to_string(status);
    if (status / 100 == 2) {
      return {true, false, answered + " in " + std::to_string(took.count()) + " ms"};
    }
    const bool redirect = status / 100 == 3;
    return {false, status >= 500, answered + (redirect ? ", and no redirect is followed" : "")};
  }

  // A connection that did not come about, or broke; not a certificate that is not to be trusted.
  static bool may_pass(CURLcode code) {
    return code != CURLE_PEER_FAILED_VERIFICATION && code != CURLE_SSL_CACERT_BADFILE &&
           code != CURLE_URL_MALFORMAT && code != CURLE_UNSUPPORTED_PROTOCOL;
  }

  std::string why(CURLcode code) const {
    long error = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_OS_ERRNO, &error);
    if (code == CURLE_OPERATION_TIMEDOUT) return "no answer within " + describe_duration(timeout_);
    if (code == CURLE_COULDNT_RESOLVE_HOST) return "there is no host \"" + url_.host + "\"";
    if (code == CURLE_COULDNT_CONNECT && error != 0) return std::strerror(static_cast<int>(error));
    if (code == CURLE_GOT_NOTHING) return "hung up without an answer";
    return complaint_[0] != '\0' ? std::string{complaint_.data()} : curl_easy_strerror(code);
  }

  const Url& url_;
  const Milliseconds timeout_;
  std::array<char, CURL_ERROR_SIZE> complaint_{};
  std::size_t answered_bytes_ = 0;
  Multi multi_{curl_multi_init()};
  Easy easy_{curl_easy_init()};
  bool added_ = false;
};

AlertOutcome tell(const Url& url, const std::string& key, Milliseconds timeout,
                  const AlertMessage& message, int interrupt) {
  const std::string body = alert_json(message);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::string timestamp =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
  Fields fields;
  fields.add("Content-Type: application/json");
  fields.add("Expect:");  // no: the alert is small
  if (!key.empty()) {
    fields.add("X-Rrlb-Timestamp: " + timestamp);
    fields.add("X-Rrlb-Signature: sha256=" + to_hex(hmac_sha256(key, timestamp + "." + body)));
  }
  return Post{url, timeout, body, fields}.make(interrupt);
}

std::string name_of(const Url& url) {
  const Url shown{url.https, url.host, url.port, ""};
  return "webhook " + shown.text() + (url.path.empty() ? "" : "/...");
}

}  // namespace

AlertTarget alert_webhook(const Url& url, const std::string& key, Milliseconds timeout) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) {
    return {name_of(url), [](const AlertMessage&, int) {
              return AlertOutcome{false, false, curl_easy_strerror(ready)};
            }};
  }
  return {name_of(url), [url, key, timeout](const AlertMessage& message, int interrupt) {
            return tell(url, key, timeout, message, interrupt);
          }};
}

}  // namespace rrlb
