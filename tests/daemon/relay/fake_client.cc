#include "tests/daemon/relay/fake_client.h"

namespace rrlb {

FakeClient::FakeClient(NetContext& net, FakeRequest request)
    : net_{net}, request_{std::move(request)}, body_{request_.body}, buffered_{body_.size()} {
  body_ += request_.more;
  if (!request_.cookie.empty()) fields_.push_back({"Cookie", request_.cookie});
  head_.method = request_.method;
  head_.target = request_.target;
  head_.path_and_query = request_.target;
  head_.host = "shop.example";
  head_.fields = fields_;
  head_.expects_continue = request_.expects_continue;
  head_.upgrades_to_websocket = request_.upgrade;
  head_.head_method = request_.method == "HEAD";
  if (request_.length == 0) request_.length = body_.size();
  if (request_.chunked) {
    head_.body = BodyKind::chunked;
  } else if (request_.length > 0) {
    head_.body = BodyKind::counted;
    head_.length = request_.length;
  } else {
    body_ended_ = true;
  }
  awaits_continue_ = request_.expects_continue && head_.body != BodyKind::none;
}

void FakeClient::send(const std::string& bytes) {
  body_ += bytes;
  reads_ = events_->on_client_readable();
}

void FakeClient::send_end() {
  body_ended_ = true;
  reads_ = events_->on_client_readable();
}

void FakeClient::send_malformed() {
  malformed_ = true;
  reads_ = events_->on_client_readable();
}

void FakeClient::leave_for_good() {
  gone_ = true;
  ClientEvents* events = events_;
  over(End::none);
  events->on_client_gone();
}

void FakeClient::take_all() {
  takes_ = true;
  events_->on_client_room();
}

BodyPiece FakeClient::read_body() {
  if (gone_) return {BodyPiece::State::gone};
  if (malformed_) return {BodyPiece::State::malformed};
  const std::size_t until = read_ < buffered_ ? buffered_ : body_.size();
  const std::string_view data = std::string_view{body_}.substr(read_, until - read_);
  read_ = until;
  const bool counted = head_.body == BodyKind::counted && !tunnel_;
  const bool last = read_ == body_.size() && (counted ? read_ == request_.length : body_ended_);
  if (data.empty() && !last) return {BodyPiece::State::nothing_yet};
  if (!data.empty()) awaits_continue_ = false;
  return {last ? BodyPiece::State::ended : BodyPiece::State::more, data};
}

void FakeClient::send_interim(const ResponseHead& head) {
  if (head.status == 100) awaits_continue_ = false;
  received_ += std::to_string(head.status) + " ";
}

void FakeClient::send_head(const ResponseHead& head, std::string_view set_cookie) {
  received_ += std::to_string(head.status) + " ";
  cookie_ = set_cookie;
}

void FakeClient::switch_protocols(const ResponseHead& head) {
  received_ += std::to_string(head.status) + " ";
  tunnel_ = true;
  body_ended_ = false;
}

void FakeClient::finish(std::string_view trailers) {
  trailers_received_ = trailers;
  over(End::finished);
}

void FakeClient::answer(const Answer& answer) {
  received_ += std::to_string(answer.status) + " " + std::string{answer.body};
  closes_ = answer.closes;
  over(End::finished);
}

void FakeClient::abort() {
  if (!gone_) over(End::aborted);
}

void FakeClient::over(End end) {
  end_ = end;
  events_ = nullptr;
  leave();
}

}  // namespace rrlb
