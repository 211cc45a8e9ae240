// What a worker does when the event that it is handling is over: it resumes the connections that
// have more to do, and destroys what has ended.
//
// A connection is resumed from here, not from within another connection's event, so that exchanges
// never nest.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "daemon/net/doomed.h"

namespace rrlb {

class Resumable : public Doomed {
 public:
  virtual void resume() = 0;

 private:
  friend class AfterEvent;
  bool resume_asked_ = false;
};

class AfterEvent {
 public:
  // `request` has run() called once when the event is over, `request_later` in a later turn of the
  // loop. Neither is called again before run().
  AfterEvent(std::function<void()> request, std::function<void()> request_later)
      : request_{std::move(request)}, request_later_{std::move(request_later)} {}

  // Has it resumed, unless it ends before. What is asked for from within resume() happens in a later
  // turn of the loop, so that one connection cannot keep the others waiting.
  void resume(Resumable& one);
  void destroy(std::unique_ptr<Doomed> one);

  void run();

 private:
  void ask();

  std::function<void()> request_;
  std::function<void()> request_later_;
  bool asked_ = false;
  bool running_ = false;
  std::vector<Resumable*> to_resume_;
  std::vector<std::unique_ptr<Doomed>> to_destroy_;
  std::vector<Resumable*> resuming_;  // these two keep their capacity
  std::vector<std::unique_ptr<Doomed>> destroying_;
};

}  // namespace rrlb
