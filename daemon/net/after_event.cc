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

// Work that is added meanwhile belongs to the next turn, so that one connection cannot keep the
// others waiting. What ends meanwhile may be in `resuming_`, so it is destroyed after the loop.
void AfterEvent::run() {
  asked_ = false;
  resuming_.swap(to_resume_);
  for (Resumable* one : resuming_) {
    if (!one->ended()) one->resume();
  }
  resuming_.clear();
  // Connections that resume in the next turn must still exist then: nothing is destroyed yet.
  if (!to_resume_.empty()) return ask();
  destroying_.swap(to_destroy_);
  destroying_.clear();
  if (!to_destroy_.empty()) ask();
}

}  // namespace rrlb
