#include "common/endpoint/http_stream.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/http.h>

#include "common/event/event_ptr.h"

namespace rrlb {
namespace {

constexpr std::size_t kMostUnread = 1U << 20;

}  // namespace

void HttpStream::send(std::string_view part) {
  if (raw_ == nullptr || part.empty()) return;
  evhttp_connection* connection = evhttp_request_get_connection(raw_);
  evbuffer* waiting = bufferevent_get_output(evhttp_connection_get_bufferevent(connection));
  if (evbuffer_get_length(waiting) > kMostUnread) {
    evhttp_connection_free(connection);  // calls the server's on_close, which resets raw_
    return;
  }
  const EvbufferPtr bytes{evbuffer_new()};
  evbuffer_add(bytes.get(), part.data(), part.size());
  evhttp_send_reply_chunk(raw_, bytes.get());
}

}  // namespace rrlb
