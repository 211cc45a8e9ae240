#include "common/endpoint/http_client.h"

#include <event2/bufferevent.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "common/base/clock.h"
#include "common/base/duration.h"
#include "common/base/url.h"
#include "common/event/unique_fd.h"

namespace rrlb {
namespace {

constexpr size_t kMaxHeaderBytes = 64 * 1024;

std::string problem_of(evhttp_request_error error) {
  switch (error) {
    case EVREQ_HTTP_TIMEOUT:
      return "timed out";
    case EVREQ_HTTP_EOF:
      return "the connection was closed before the answer was complete";
    case EVREQ_HTTP_INVALID_HEADER:
      return "not an HTTP response";
    case EVREQ_HTTP_BUFFER_ERROR:
      return "the connection failed";
    case EVREQ_HTTP_REQUEST_CANCEL:
      return "cancelled";
    case EVREQ_HTTP_DATA_TOO_LONG:
      return "the answer is too long";
  }
  return "the connection failed";
}

std::string connect_problem(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "connection refused";
    case ENETUNREACH:
      return "network unreachable";
    case EHOSTUNREACH:
      return "host unreachable";
    case ECONNRESET:
      return "connection reset";
    default:
      return "no connection";
  }
}

}  // namespace

struct HttpGet::Exchange {
  Exchange(EventLoop& loop_in, const Url& server_in, std::string target_in,
           const HttpGetOptions& options_in, Done done_in)
      : loop{loop_in},
        server{server_in},
        target{std::move(target_in)},
        options{options_in},
        done{std::move(done_in)},
        deadline{loop_in, [this] { expire(); }},
        next_step{loop_in, [this] { step(); }} {}

  EventLoop& loop;
  const Url server;
  const std::string target;
  const HttpGetOptions options;
  Done done;
  const TimePoint started = Clock::now();
  std::unique_ptr<Resolver::Lookup> lookup;
  std::vector<std::string> ips;
  size_t next_ip = 0;
  EvhttpConnectionPtr connection;
  size_t received = 0;  // bytes on this connection
  std::optional<evhttp_request_error> error;
  HttpResult result;
  bool connect_failed = false;
  int connect_error = 0;
  bufferevent_event_cb evhttp_on_event = nullptr;
  void* evhttp_argument = nullptr;
  Timer deadline;
  Timer next_step;  // runs step() after evhttp's callback has returned, so that step() may free

  void begin(Resolver& resolver) {
    deadline.start(options.deadline);
    lookup = resolver.resolve(server.host, [this](Resolved resolved) {
      ips = std::move(resolved.ips);
      result.problem = std::move(resolved.problem);
      step();
    });
  }

  // Sends the request to the next address, or finishes if there is a result or no address is left.
  void step() {
    connection.reset();
    const bool finished = result.answered() || (!result.problem.empty() && !connect_failed);
    if (finished || next_ip == ips.size()) return finish();
    connect_failed = false;
    connect_error = 0;
    result.connected = false;
    result.problem.clear();
    result.ip = ips[next_ip++];
    ask(result.ip);
  }

  void finish() {
    deadline.cancel();
    result.latency = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - started);
    const Done call = std::move(done);
    call(std::move(result));  // may destroy this
  }

  void expire() {
    connection.reset();
    lookup.reset();
    next_step.cancel();
    const bool connected = result.connected;
    result = {};
    result.connected = connected;
    result.problem = "no answer within " + describe_duration(options.deadline);
    finish();
  }

  void ask(const std::string& ip) {
    // If evhttp cannot open a socket, it reports that the server closed the connection. This finds
    // out beforehand.
    if (!UniqueFd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}) {
      result.problem = std::string{"cannot open a socket: "} + std::strerror(errno);
      result.ours = true;
      return next_step.start(Milliseconds{0});
    }
    connection.reset(evhttp_connection_base_new(loop.base(), nullptr, ip.c_str(), server.port));
    evhttp_request* request = evhttp_request_new(&Exchange::answered, this);
    if (!connection || request == nullptr) {
      if (request != nullptr) evhttp_request_free(request);
      result.problem = "out of memory or descriptors";
      return next_step.start(Milliseconds{0});
    }
    evhttp_connection_set_max_headers_size(connection.get(), kMaxHeaderBytes);
    evhttp_connection_set_max_body_size(connection.get(),
                                        static_cast<ev_ssize_t>(options.max_body));
    evhttp_request_set_error_cb(request, &Exchange::failed);
    received = 0;
    evbuffer_add_cb(bufferevent_get_input(evhttp_connection_get_bufferevent(connection.get())),
                    &Exchange::count_received, this);
    evkeyvalq* headers = evhttp_request_get_output_headers(request);
    evhttp_add_header(headers, "Host", server.authority().c_str());
    evhttp_add_header(headers, "User-Agent", "rrlb");
    evhttp_add_header(headers, "Accept", options.accept.c_str());
    evhttp_add_header(headers, "Connection", "close");
    if (evhttp_make_request(connection.get(), request, EVHTTP_REQ_GET, target.c_str()) != 0) {
      // evhttp has already freed the request.
      result.problem = "no connection";
      connect_failed = true;
      return next_step.start(Milliseconds{0});
    }
    watch_connect();
  }

  // evhttp does not report why a connect failed. So the event that it waits for while connecting
  // comes here first: this saves the error and passes the event on to evhttp.
  void watch_connect() {
    bufferevent_data_cb on_read = nullptr;
    bufferevent_data_cb on_write = nullptr;
    bufferevent* stream = evhttp_connection_get_bufferevent(connection.get());
    bufferevent_getcb(stream, &on_read, &on_write, &evhttp_on_event, &evhttp_argument);
    if (on_read != nullptr || on_write != nullptr || evhttp_on_event == nullptr) return;
    bufferevent_setcb(stream, nullptr, nullptr, &Exchange::note_connect_error, this);
  }

  static void note_connect_error(bufferevent* stream, short what, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    if ((what & BEV_EVENT_ERROR) != 0) exchange->connect_error = EVUTIL_SOCKET_ERROR();
    if ((what & BEV_EVENT_CONNECTED) != 0) exchange->result.connected = true;
    exchange->evhttp_on_event(stream, what, exchange->evhttp_argument);
  }

  static void count_received(evbuffer*, const evbuffer_cb_info* change, void* self) noexcept {
    static_cast<Exchange*>(self)->received += change->n_added;
  }

  static void failed(evhttp_request_error error, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    // evhttp reports a header that is too long as an invalid one.
    const bool too_long =
        error == EVREQ_HTTP_INVALID_HEADER && exchange->received > kMaxHeaderBytes;
    exchange->error = too_long ? EVREQ_HTTP_DATA_TOO_LONG : error;
  }

  static void answered(evhttp_request* request, void* self) noexcept {
    auto* exchange = static_cast<Exchange*>(self);
    exchange->take(request);
    exchange->next_step.start(Milliseconds{0});
  }

  void take(evhttp_request* request) {
    if (error || request == nullptr) {
      result.problem = problem_of(error.value_or(EVREQ_HTTP_BUFFER_ERROR));
      error.reset();
      return;
    }
    const int status = evhttp_request_get_response_code(request);
    if (status == 0) {
      connect_failed = true;
      result.problem = connect_problem(connect_error);
      return;
    }
    if (status < 100 || status > 599) {
      result.problem = "not an HTTP response";
      return;
    }
    if (status < 200) {
      result.problem =
          "got interim response " + std::to_string(status) + ", expected the final one";
      return;
    }
    result.status = status;
    evbuffer* body = evhttp_request_get_input_buffer(request);
    result.body.resize(evbuffer_get_length(body));
    evbuffer_remove(body, result.body.data(), result.body.size());
    const char* location =
        evhttp_find_header(evhttp_request_get_input_headers(request), "Location");
    if (location != nullptr) result.location = location;
  }
};

HttpGet::HttpGet(EventLoop& loop, Resolver& resolver, const Url& server, const std::string& target,
                 const HttpGetOptions& options, Done done)
    : exchange_{std::make_unique<Exchange>(loop, server, target, options, std::move(done))} {
  exchange_->begin(resolver);
}

HttpGet::~HttpGet() = default;

}  // namespace rrlb
