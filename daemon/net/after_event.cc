#include "daemon/net/after_event.h"

namespace rrlb {

void AfterEvent::resume(Resumable& one) {
  to_resume_.push_back(&one);
  ask();
}

void AfterEvent::destroy(std::unique_ptr<Doomed> one) {
  to_destroy_.push_back(std::move(one));
  ask();
}

void AfterEvent::ask() {
  if (asked_) return;
  asked_ = true;
  request_();
}

// What is added meanwhile belongs to the next turn: one connection cannot keep the others waiting.
// What ends meanwhile may be in `resuming_`, and so is destroyed after all of these.
void AfterEvent::run() {
  asked_ = false;
  resuming_.swap(to_resume_);
  for (Resumable* one : resuming_) {
    if (!one->ended()) one->resume();
  }
  resuming_.clear();
  // Those that are asked to resume in the next turn are alive until then.
  if (!to_resume_.empty()) return ask();
  destroying_.swap(to_destroy_);
  destroying_.clear();
  if (!to_destroy_.empty()) ask();
}

}  // namespace rrlb
