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
};

class AfterEvent {
 public:
  // `request` must arrange for one call of run() after the event. It is not called again before
  // that.
  explicit AfterEvent(std::function<void()> request) : request_{std::move(request)} {}

  // Calls one.resume() after the event, unless it ends before.
  void resume(Resumable& one);
  void destroy(std::unique_ptr<Doomed> one);

  void run();

 private:
  void ask();

  std::function<void()> request_;
  bool asked_ = false;
  std::vector<Resumable*> to_resume_;
  std::vector<std::unique_ptr<Doomed>> to_destroy_;
  std::vector<Resumable*> resuming_;  // these two keep their capacity
  std::vector<std::unique_ptr<Doomed>> destroying_;
};

}  // namespace rrlb
