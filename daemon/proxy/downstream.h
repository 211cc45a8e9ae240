// One client's connection: reads requests, answers each in turn, keeps the connection or ends it.
//
// While it idles it holds no buffer: some 250 bytes, and the worker's reader is lent out only while
// a request comes in. What a client can make it hold is one head and one body's worth of buffer,
// and the answers to what fits into that: it reads no more before these are sent.
//
// It ends itself: close() deletes it. After an answer that ends the connection it lingers, reading
// and throwing away for at most 2 s, so that the answer is not lost to a reset (RFC 9112 9.6).
#pragma once

#include <event2/event.h>
#include <event2/event_struct.h>

#include <cstdint>
#include <memory>
#include <string>

#include "proxy/timeout_queue.h"
#include "proxy/worker_context.h"
#include "runtime/unique_fd.h"

namespace rrlb {

class Downstream : private Waiting {
 public:
  // Takes over a connected socket. The object owns itself from here on.
  static void begin(WorkerContext& context, UniqueFd fd);

  // The connection that waits there.
  static Downstream& of(Waiting& waiting) { return static_cast<Downstream&>(waiting); }

  // It has waited too long where it waits: a half request is answered 408, all else just ends.
  void expire();

  // The balancer is stopping: ends if nothing is under way, after having served what has come in
  // already.
  void drain();

  // Ends it now.
  void close();

 private:
  Downstream(WorkerContext& context, UniqueFd fd);
  ~Downstream();

  static void on_event(evutil_socket_t, short what, void* self) noexcept;
  void watch(short what);
  void on_readable();
  void on_writable();
  void receive();
  void throw_away();

  void serve();
  bool step();
  void answer();
  void pick_and_answer();
  void ask_own(const RequestHead& head);
  void take_own_answer(const HttpAnswer& answer);
  void refuse(int status);

  void settle();
  bool send_answers();
  void keep_unsent(std::string_view rest);
  void wait_for_more();
  void finish();

  WorkerContext& context_;
  const UniqueFd fd_;
  event event_;
  std::unique_ptr<RequestReader> reader_;  // only while a request is coming in
  std::string unsent_;                     // answers that the client has not taken yet
  std::uint64_t awaited_ = 0;              // its number in context_.awaiting, while there
  bool answered_ = false;                  // the request in reader_ has had its answer
  bool over_ = false;                      // the request in reader_ is read whole
  bool ending_ = false;                    // nothing is to be answered any more
  bool input_left_ = false;                // the client may still be sending
  bool keep_alive_ = true;                 // of the request whose answer is awaited
  bool own_http_1_0_ = false;
  bool own_head_method_ = false;
  bool is_awaiting_ = false;
};

}  // namespace rrlb
