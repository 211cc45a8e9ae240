#include "daemon/net/after_event.h"

namespace rrlb {

void AfterEvent::resume(Resumable& one) {
  if (one.resume_asked_) return;
  one.resume_asked_ = true;
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
  running_ ? request_later_() : request_();
}

void AfterEvent::run() {
  asked_ = false;
  running_ = true;
  resuming_.swap(to_resume_);
  for (Resumable* one : resuming_) {
    one->resume_asked_ = false;
    if (!one->ended()) one->resume();
  }
  resuming_.clear();
  std::erase_if(to_resume_, [](const Resumable* one) { return one->ended(); });
  destroying_.swap(to_destroy_);
  destroying_.clear();
  running_ = false;
}

}  // namespace rrlb
