#include "daemon/lifecycle/charge.h"

#include <csignal>
#include <string>
#include <utility>

#include "common/service/logging.h"
#include "common/service/service_notifier.h"

namespace rrlb {

Charge::Charge(EventLoop& loop, OwnProgram program, Actions actions)
    : loop_{loop},
      actions_{std::move(actions)},
      successor_{loop, std::move(program), [this] { hand_over(); }},
      on_take_over_{loop, SIGUSR2, [this] { start_successor(); }} {}

void Charge::follow(UniqueFd channel) {
  held_ = false;
  service::be_silent();
  predecessor_ = std::make_unique<Channel>(loop_, std::move(channel), [this](bool) { take(); });
}

void Charge::report_ready() { predecessor_->say(); }

// The predecessor has said so, or is gone.
void Charge::take() {
  held_ = true;
  service::speak();
  actions_.taken();
}

void Charge::start_successor() {
  if (!held_ || !actions_.can_be_replaced()) {
    return log_warning("take-over: this process is not ready itself, no other is started");
  }
  successor_.start(actions_.sockets());
}

void Charge::hand_over() {
  service::hand_over_to(successor_.pid());
  successor_.put_in_charge();
  log_info("take-over: process " + std::to_string(successor_.pid()) +
           " is in charge, this one answers its clients and ends");
  held_ = false;
  actions_.handed_over();
}

}  // namespace rrlb
