// What a worker does when the event that it is handling is over: connections that have more to do go
// on, and what has ended is destroyed.
//
// A connection goes on from here rather than from within another connection's event, so that
// exchanges never nest.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "daemon/net/doomed.h"

namespace rrlb {

class Resumable : public Doomed {
 public:
  virtual void resume() = 0;
};

class AfterEvent {
 public:
  // `request` has run() called once when the event is over; it is not called again before that.
  explicit AfterEvent(std::function<void()> request) : request_{std::move(request)} {}

  // Has it resumed, unless it ends before.
  void resume(Resumable& one);
  void destroy(std::unique_ptr<Doomed> one);

  void run();

 private:
  void ask();

  std::function<void()> request_;
  bool asked_ = false;
  std::vector<Resumable*> to_resume_;
  std::vector<std::unique_ptr<Doomed>> to_destroy_;
  std::vector<Resumable*> resuming_;  // these two keep their memory
  std::vector<std::unique_ptr<Doomed>> destroying_;
};

}  // namespace rrlb
