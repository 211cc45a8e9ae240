#include "common/endpoint/http_server.h"

#include <event2/bufferevent.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <pwd.h>
#include <strings.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "common/base/clock.h"
#include "common/contract/http_status.h"
#include "common/service/logging.h"

namespace rrlb {
namespace {

constexpr ev_ssize_t kMaxHeadBytes = 16 * 1024;
constexpr ev_ssize_t kMaxBodyBytes = 64 * 1024;
constexpr int kIdleSeconds = 30;
constexpr Milliseconds kAcceptPause{100};

constexpr ev_uint16_t kAllMethods = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                    EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
                                    EVHTTP_REQ_TRACE | EVHTTP_REQ_CONNECT | EVHTTP_REQ_PATCH;

std::string method_name(evhttp_cmd_type command) {
  switch (command) {
    case EVHTTP_REQ_GET:
      return "GET";
    case EVHTTP_REQ_POST:
      return "POST";
    case EVHTTP_REQ_HEAD:
      return "HEAD";
    case EVHTTP_REQ_PUT:
      return "PUT";
    case EVHTTP_REQ_DELETE:
      return "DELETE";
    case EVHTTP_REQ_OPTIONS:
      return "OPTIONS";
    case EVHTTP_REQ_TRACE:
      return "TRACE";
    case EVHTTP_REQ_CONNECT:
      return "CONNECT";
    case EVHTTP_REQ_PATCH:
      return "PATCH";
    default:
      return "";
  }
}

// The user whose process connected, as the kernel reports it (unix(7), SO_PEERCRED).
std::string user_of(evhttp_request* raw) {
  ucred peer{};
  socklen_t size = sizeof peer;
  evhttp_connection* connection = evhttp_request_get_connection(raw);
  const int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(connection));
  int family = 0;
  socklen_t family_size = sizeof family;
  if (::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &family_size) != 0 || family != AF_UNIX ||
      ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return {};
  }
  std::array<char, 4096> names{};
  passwd entry{};
  passwd* found = nullptr;
  ::getpwuid_r(peer.uid, &entry, names.data(), names.size(), &found);
  return found != nullptr ? found->pw_name : std::to_string(peer.uid);
}

std::string peer_of(evhttp_request* raw) {
  char* address = nullptr;
  ev_uint16_t port = 0;
  evhttp_connection_get_peer(evhttp_request_get_connection(raw), &address, &port);
  return address != nullptr && port != 0 ? address : "";
}

HttpRequest request_from(evhttp_request* raw) {
  HttpRequest request;
  request.method = method_name(evhttp_request_get_command(raw));
  const std::string target = evhttp_request_get_uri(raw);
  const size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.query = target.substr(question + 1);
  const evkeyvalq* headers = evhttp_request_get_input_headers(raw);
  for (const evkeyval* field = headers->tqh_first; field != nullptr; field = field->next.tqe_next) {
    request.fields.emplace_back(field->key, field->value);
  }
  evbuffer* body = evhttp_request_get_input_buffer(raw);
  request.body.resize(evbuffer_get_length(body));
  evbuffer_copyout(body, request.body.data(), request.body.size());
  request.peer = peer_of(raw);
  if (request.method != "GET" && request.method != "HEAD") request.user = user_of(raw);
  return request;
}

std::ptrdiff_t count_of(const HttpRequest& request, const char* name) {
  return std::count_if(request.fields.begin(), request.fields.end(), [name](const auto& field) {
    return ::strcasecmp(field.first.c_str(), name) == 0;
  });
}

// Finds malformed requests that evhttp accepts, but no server may (RFC 9112 3.2 and 6.3).
bool malformed(const HttpRequest& request, bool host_is_a_must) {
  const std::ptrdiff_t hosts = count_of(request, "Host");
  return request.method.empty() || !request.path.starts_with('/') ||
         count_of(request, "Content-Length") > 1 || hosts > 1 || (hosts == 0 && host_is_a_must);
}

// While a request is handled, evhttp reads on to notice a closed connection, and buffers all that
// arrives. This limits the buffer to the size of one request; the rest stays in the kernel.
void read_no_further(evhttp_request* raw) {
  evhttp_connection* connection = evhttp_request_get_connection(raw);
  bufferevent_setwatermark(evhttp_connection_get_bufferevent(connection), EV_READ, 0,
                           kMaxHeadBytes + kMaxBodyBytes);
}

// A client that follows a stream sends nothing more, so only writing has a timeout.
void wait_without_end(evhttp_request* raw) {
  evhttp_connection* connection = evhttp_request_get_connection(raw);
  const timeval patience{kIdleSeconds, 0};
  bufferevent_set_timeouts(evhttp_connection_get_bufferevent(connection), nullptr, &patience);
}

bool is_http_1_0(const evhttp_request* raw) { return raw->major == 1 && raw->minor == 0; }

bool matches(const std::string& route, const std::string& path) {
  if (!route.ends_with("/*")) return route == path;
  const std::string_view prefix{route.data(), route.size() - 1};
  return path.size() > prefix.size() && path.starts_with(prefix);
}

void add_fields(evhttp_request* raw, const HttpAnswer& answer) {
  evkeyvalq* headers = evhttp_request_get_output_headers(raw);
  for (const auto& [name, value] : answer.fields) {
    evhttp_add_header(headers, name.c_str(), value.c_str());
  }
  if (answer.status == 204 || answer.status == 304) return;  // these have no body (RFC 9110 15)
  evhttp_add_header(headers, "Content-Type", answer.content_type.c_str());
}

// If the client closes or times out before the answer is complete, evhttp detaches the request from
// its connection and leaves it to us to free. Otherwise it frees the request with the connection.
void free_if_left(evhttp_request* raw) {
  if (evhttp_request_get_connection(raw) == nullptr) evhttp_request_free(raw);
}

void send_whole(evhttp_request* raw, const HttpRequest& request, const HttpAnswer& answer) {
  add_fields(raw, answer);
  evkeyvalq* headers = evhttp_request_get_output_headers(raw);
  if (answer.status != 204 && answer.status != 304) {
    evhttp_add_header(headers, "Content-Length", std::to_string(answer.body.size()).c_str());
  }
  // evhttp would read the body of a HEAD request as the next request, so close the connection.
  const bool head_with_body = request.method == "HEAD" && count_of(request, "Content-Length") > 0;
  if (answer.status == 400 || head_with_body) evhttp_add_header(headers, "Connection", "close");
  const EvbufferPtr body{evbuffer_new()};
  if (request.method != "HEAD") evbuffer_add(body.get(), answer.body.data(), answer.body.size());
  evhttp_send_reply(raw, answer.status, std::string{reason_phrase(answer.status)}.c_str(),
                    body.get());
}

}  // namespace

// Accepts connections of one listening socket. Pauses when the process is out of descriptors;
// evconnlistener alone would try again at once, and use all of a core.
class HttpServer::Acceptor {
 public:
  Acceptor(EventLoop& loop, evhttp* http, UniqueFd socket)
      : resume_{loop, [this] { evconnlistener_enable(listener_); }} {
    // evhttp owns the listener and frees it at its own end.
    listener_ =
        evconnlistener_new(loop.base(), nullptr, nullptr,
                           LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, socket.release());
    bound_ = evhttp_bind_listener(http, listener_);
    evconnlistener_set_error_cb(listener_, &Acceptor::pause);
    // evhttp uses the listener's callback argument, so this table maps listeners to Acceptors.
    by_listener().emplace_back(listener_, this);
  }
  ~Acceptor() {
    std::erase_if(by_listener(), [this](const auto& entry) { return entry.second == this; });
  }

  void close(evhttp* http) {
    if (bound_ != nullptr) evhttp_del_accept_socket(http, bound_);
    bound_ = nullptr;
    resume_.cancel();
  }

 private:
  using Table = std::vector<std::pair<evconnlistener*, Acceptor*>>;
  static Table& by_listener() {
    static thread_local Table table;
    return table;
  }

  static void pause(evconnlistener* listener, void*) noexcept {
    const int error = errno;
    for (const auto& [known, acceptor] : by_listener()) {
      if (known != listener) continue;
      evconnlistener_disable(listener);
      acceptor->resume_.start(kAcceptPause);
      log_warning(std::string{"accepting paused for 100 ms: "} +
                  evutil_socket_error_to_string(error));
    }
  }

  evconnlistener* listener_ = nullptr;
  evhttp_bound_socket* bound_ = nullptr;
  Timer resume_;
};

std::string HttpRequest::field(const std::string& name) const {
  for (const auto& [key, value] : fields) {
    if (::strcasecmp(key.c_str(), name.c_str()) == 0) return value;
  }
  return {};
}

HttpServer::HttpServer(EventLoop& loop) : loop_{loop}, http_{evhttp_new(loop.base())} {
  evhttp_set_max_headers_size(http_.get(), kMaxHeadBytes);
  evhttp_set_max_body_size(http_.get(), kMaxBodyBytes);
  evhttp_set_timeout(http_.get(), kIdleSeconds);
  evhttp_set_allowed_methods(http_.get(), kAllMethods);
  evhttp_set_default_content_type(http_.get(), nullptr);
  evhttp_set_gencb(http_.get(), &HttpServer::on_request, this);
}

HttpServer::~HttpServer() {
  for (const auto& [connection, awaiting] : awaiting_) awaiting->raw = nullptr;
  for (const auto& [connection, stream] : streams_) stream->raw_ = nullptr;
  awaiting_.clear();
  streams_.clear();
}

void HttpServer::route(const std::string& method, const std::string& path, Handler handler) {
  route_later(method, path,
              [handler = std::move(handler)](const HttpRequest& request, const Reply& reply) {
                reply(handler(request));
              });
}

void HttpServer::route_later(const std::string& method, const std::string& path,
                             LaterHandler handler) {
  routes_.push_back({method, path, std::move(handler)});
}

void HttpServer::serve(UniqueFd listening_socket) {
  acceptors_.push_back(std::make_unique<Acceptor>(loop_, http_.get(), std::move(listening_socket)));
}

void HttpServer::stop_accepting() {
  for (const auto& acceptor : acceptors_) acceptor->close(http_.get());
}

void HttpServer::answer(const HttpRequest& request, const Reply& reply) const {
  const bool named = std::any_of(routes_.begin(), routes_.end(), [&request](const Route& route) {
    return route.path == request.path;
  });
  std::string allowed;
  for (const Route& route : routes_) {
    if (named ? route.path != request.path : !matches(route.path, request.path)) continue;
    if (route.method == request.method || (route.method == "GET" && request.method == "HEAD")) {
      return route.handler(request, reply);
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  constexpr const char* kText = "text/plain; charset=utf-8";
  if (allowed.empty()) {
    return reply(refusal_(request, {404, kText, "not found: " + request.path + "\n", {}}));
  }
  reply(refusal_(request, {405, kText, "allowed here: " + allowed + "\n", {{"Allow", allowed}}}));
}

void HttpServer::on_request(evhttp_request* raw, void* self) noexcept {
  auto* server = static_cast<HttpServer*>(self);
  read_no_further(raw);
  const HttpRequest request = request_from(raw);
  if (malformed(request, !is_http_1_0(raw))) {
    return send_whole(raw, request, {400, "text/plain; charset=utf-8", "malformed request\n", {}});
  }
  server->answer(request, server->reply_to(raw, request));
}

// The connection may be closed, and the request freed with it, before the answer is ready.
HttpServer::Reply HttpServer::reply_to(evhttp_request* raw, const HttpRequest& request) {
  auto awaiting = std::make_shared<Awaiting>(Awaiting{raw, request});
  evhttp_connection* connection = evhttp_request_get_connection(raw);
  awaiting_[connection] = awaiting;
  evhttp_connection_set_closecb(connection, &HttpServer::on_close, this);
  return [this, awaiting, connection](const HttpAnswer& given) {
    evhttp_request* still = std::exchange(awaiting->raw, nullptr);
    if (still == nullptr) return;
    evhttp_connection_set_closecb(connection, nullptr, nullptr);
    awaiting_.erase(connection);
    send(still, awaiting->request, given);
  };
}

void HttpServer::send(evhttp_request* raw, const HttpRequest& request, const HttpAnswer& answer) {
  if (answer.stream && request.method != "HEAD") return begin_stream(raw, answer);
  send_whole(raw, request, answer);
}

void HttpServer::begin_stream(evhttp_request* raw, const HttpAnswer& answer) {
  evhttp_connection* connection = evhttp_request_get_connection(raw);
  add_fields(raw, answer);
  answer.stream->raw_ = raw;
  streams_[connection] = answer.stream;
  evhttp_connection_set_closecb(connection, &HttpServer::on_close, this);
  evhttp_send_reply_start(raw, answer.status, std::string{reason_phrase(answer.status)}.c_str());
  wait_without_end(raw);
  answer.stream->send(answer.body);
}

void HttpServer::on_close(evhttp_connection* connection, void* self) noexcept {
  auto* server = static_cast<HttpServer*>(self);
  if (const auto stream = server->streams_.find(connection); stream != server->streams_.end()) {
    free_if_left(std::exchange(stream->second->raw_, nullptr));
    server->streams_.erase(stream);
  }
  const auto found = server->awaiting_.find(connection);
  if (found == server->awaiting_.end()) return;
  free_if_left(std::exchange(found->second->raw, nullptr));
  server->awaiting_.erase(found);
}

}  // namespace rrlb
