#pragma once
#include "core/time.h"
namespace rrlb {
class RetryBudget { public: explicit RetryBudget(unsigned p):p_{p}{} void set_percent(unsigned p){p_=p;} void request(TimePoint){} bool take(TimePoint){return true;} private: unsigned p_; };
}
