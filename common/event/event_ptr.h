// Owning pointers to libevent's objects.
#pragma once

#include <event2/buffer.h>
#include <event2/dns.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include <memory>

namespace rrlb {

template <auto release>
struct Releaser {
  template <typename T>
  void operator()(T* handle) const noexcept {
    release(handle);
  }
};

inline void free_evdns_base(evdns_base* base) { evdns_base_free(base, 0); }

using EventBasePtr = std::unique_ptr<event_base, Releaser<event_base_free>>;
using EventConfigPtr = std::unique_ptr<event_config, Releaser<event_config_free>>;
using EventPtr = std::unique_ptr<event, Releaser<event_free>>;
using EvbufferPtr = std::unique_ptr<evbuffer, Releaser<evbuffer_free>>;
using EvdnsBasePtr = std::unique_ptr<evdns_base, Releaser<free_evdns_base>>;
using EvhttpPtr = std::unique_ptr<evhttp, Releaser<evhttp_free>>;
using EvhttpConnectionPtr = std::unique_ptr<evhttp_connection, Releaser<evhttp_connection_free>>;
using EvconnlistenerPtr = std::unique_ptr<evconnlistener, Releaser<evconnlistener_free>>;

}  // namespace rrlb
