#include "daemon/downstream/h1_response.h"

#include "daemon/http/h1/body_reader.h"
#include "daemon/http/h1/write_answer.h"
#include "daemon/http/h1/write_response.h"

namespace rrlb {
namespace {

// Longer parts of a body are sent from the buffer they were received in. Shorter ones are copied
// together, which costs less than a system call for each.
constexpr std::size_t kWorthASend = 16 * 1024;

ForwardedResponse forwarded(const ResponseHead& head) {
  ForwardedResponse response;
  response.status = head.status;
  response.reason = head.reason;
  response.fields = head.fields;
  return response;
}

}  // namespace

void H1Response::begin(const RequestHead& head, bool keep_alive) {
  http_1_0_ = head.http_1_0;
  head_method_ = head.head_method;
  keep_alive_ = keep_alive;
}

void H1Response::begin_refusal() { http_1_0_ = head_method_ = keep_alive_ = false; }

void H1Response::write_interim(const ResponseHead& head) {
  if (http_1_0_) return;  // HTTP/1.0 has no interim responses (RFC 9110 15.2)
  append_response(net_.buffers.to_client, forwarded(head));
}

void H1Response::write_head(const ResponseHead& head, std::string_view set_cookie, bool via,
                            bool last) {
  ForwardedResponse response = forwarded(head);
  response.body = head.body;
  if (head.body == BodyKind::chunked || head.body == BodyKind::until_close) {
    response.body = http_1_0_ ? BodyKind::until_close : BodyKind::chunked;
  }
  response.length = head.length;
  response.length_given = head.length_given;
  chunked_ = response.body == BodyKind::chunked;
  until_close_ = response.body == BodyKind::until_close;
  keep_alive_ = keep_alive_ && !last && !until_close_;
  response.keep_alive = keep_alive_;
  response.client_http_1_0 = http_1_0_;
  response.backend_http_1_0 = head.http_1_0;
  response.via = via;
  response.date = net_.clock.date();
  response.set_cookie = set_cookie;
  append_response(net_.buffers.to_client, response);
}

void H1Response::write_upgrade(const ResponseHead& head, bool via) {
  ForwardedResponse response = forwarded(head);
  response.via = via;
  response.upgrade_to_websocket = true;
  append_response(net_.buffers.to_client, response);
  tunnel_ = true;
}

void H1Response::write_body(std::string_view data) {
  if (data.empty()) return;
  std::string& out = net_.buffers.to_client;
  if (chunked_) append_chunk_head(out, data.size());
  if (data.size() < kWorthASend && !tunnel_) {
    out += data;
  } else {
    broken_ = broken_ || !wire_.send(out, data);
    out.clear();
  }
  if (chunked_) out += "\r\n";
}

void H1Response::write_end(std::string_view trailers) {
  if (chunked_) append_last_chunk(net_.buffers.to_client, trailers);
  chunked_ = until_close_ = false;
}

void H1Response::write_answer(const Answer& answer, bool last) {
  keep_alive_ = keep_alive_ && !last && !answer.closes;
  append_answer(net_.buffers.to_client, {net_.clock.date(), keep_alive_, http_1_0_, head_method_},
                answer);
}

bool H1Response::flush() {
  std::string& out = net_.buffers.to_client;
  if (!broken_ && !out.empty()) broken_ = !wire_.send(out);
  out.clear();
  return !broken_;
}

}  // namespace rrlb
