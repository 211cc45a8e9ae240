#include "common/endpoint/admin_client.h"

#include <curl/curl.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "common/base/duration.h"

namespace rrlb {
namespace {

struct EasyEnd {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct ListEnd {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

constexpr std::size_t kLargestAnswer = 64U << 20;

std::size_t keep(char* bytes, std::size_t, std::size_t count, void* to) noexcept {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + count > kLargestAnswer) return 0;
  body.append(bytes, count);
  return count;
}

std::string not_running(const std::string& path, const std::string& why) {
  return "the balancer is not running (" + why + " " + path + "); start it: systemctl start rrlb";
}

// The result if no connection could be made.
AdminAnswer unconnected(const std::string& path, long error) {
  using Outcome = AdminAnswer::Outcome;
  AdminAnswer answer;
  if (error == ENOENT) {
    answer.outcome = Outcome::not_running;
    answer.problem = not_running(path, "no socket");
  } else if (error == ECONNREFUSED) {
    answer.outcome = Outcome::not_running;
    answer.problem = not_running(path, "nothing listens on");
  } else if (error == EACCES) {
    answer.problem = path + ": Permission denied (use sudo, or join the group rrlb)";
  } else {
    answer.problem =
        path + ": " + (error == 0 ? "no connection" : std::strerror(static_cast<int>(error)));
  }
  return answer;
}

AdminAnswer no_answer(const std::string& path, CURLcode code, Milliseconds patience) {
  AdminAnswer answer;
  answer.outcome = AdminAnswer::Outcome::unanswered;
  answer.problem = path + ": ";
  if (code == CURLE_OPERATION_TIMEDOUT) {
    answer.problem += "no answer within " + describe_duration(patience);
  } else if (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_PARTIAL_FILE) {
    answer.problem += "the connection was closed before the answer was complete";
  } else if (code == CURLE_WRITE_ERROR) {
    answer.problem += "the answer is larger than 64 MiB";
  } else {
    answer.problem += curl_easy_strerror(code);
  }
  return answer;
}

}  // namespace

AdminAnswer AdminClient::ask(const std::string& method, const std::string& path,
                             const std::string& body, Milliseconds patience) const {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);  // once, by any thread
  if (ready != CURLE_OK) return no_answer(socket_path_, ready, patience);
  if (socket_path_.empty()) {
    AdminAnswer answer;
    answer.problem = "no admin socket is configured";
    return answer;
  }
  if (socket_path_.size() >= sizeof(sockaddr_un::sun_path)) {
    AdminAnswer answer;
    answer.problem = socket_path_ + ": the path is too long for a socket";
    return answer;
  }
  const std::unique_ptr<CURL, EasyEnd> handle{curl_easy_init()};
  if (!handle) return no_answer(socket_path_, CURLE_FAILED_INIT, patience);
  std::unique_ptr<curl_slist, ListEnd> fields{
      curl_slist_append(nullptr, "Content-Type: application/json")};
  AdminAnswer answer;
  const std::string url = "http://rrlb" + path;  // the host is ignored: this is a socket
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  set(CURLOPT_UNIX_SOCKET_PATH, socket_path_.c_str());
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROXY, "");  // ignores $http_proxy
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(patience.count()));
  set(CURLOPT_WRITEFUNCTION, &keep);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  set(CURLOPT_CUSTOMREQUEST, method.c_str());
  if (!body.empty()) {
    set(CURLOPT_HTTPHEADER, fields.get());
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
  }
  const CURLcode code = curl_easy_perform(handle.get());
  if (code == CURLE_COULDNT_CONNECT) {
    long error = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_OS_ERRNO, &error);
    return unconnected(socket_path_, error);
  }
  if (code != CURLE_OK) return no_answer(socket_path_, code, patience);
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.outcome = AdminAnswer::Outcome::answered;
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace rrlb
