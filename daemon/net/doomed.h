// Ending is not deleting. What ends is marked and undoes its effects at once; it is destroyed when
// the event that is being handled is over (after_event.h). So no function has to report that the
// object may be gone, and no caller has to ask.
#pragma once

#include <cstddef>
#include <memory>

namespace rrlb {

class Doomed {
 public:
  Doomed() = default;
  Doomed(const Doomed&) = delete;
  Doomed& operator=(const Doomed&) = delete;
  virtual ~Doomed() = default;

  // Once it has ended it does nothing.
  bool ended() const { return ended_; }

 protected:
  // False if it had ended before.
  [[nodiscard]] bool mark_ended() {
    if (ended_) return false;
    return ended_ = true;
  }

 private:
  bool ended_ = false;
};

// Owns objects that carry their own links, so that adding or removing one takes constant time and
// no allocation. T derives from Owned<T>.
template <typename T>
class OwnedList;

template <typename T>
class Owned {
 public:
  T* after() const { return after_; }

 private:
  friend class OwnedList<T>;
  T* before_ = nullptr;
  T* after_ = nullptr;
};

template <typename T>
class OwnedList {
 public:
  OwnedList() = default;
  OwnedList(const OwnedList&) = delete;
  OwnedList& operator=(const OwnedList&) = delete;
  ~OwnedList() {
    while (first_ != nullptr) take(*first_);
  }

  T& add(std::unique_ptr<T> added) {
    T* one = added.release();
    link(*one).after_ = first_;
    if (first_ != nullptr) link(*first_).before_ = one;
    first_ = one;
    ++size_;
    return *one;
  }

  std::unique_ptr<T> take(T& one) {
    Owned<T>& mine = link(one);
    (mine.before_ != nullptr ? link(*mine.before_).after_ : first_) = mine.after_;
    if (mine.after_ != nullptr) link(*mine.after_).before_ = mine.before_;
    mine.before_ = mine.after_ = nullptr;
    --size_;
    return std::unique_ptr<T>{&one};
  }

  T* first() const { return first_; }
  std::size_t size() const { return size_; }

 private:
  static Owned<T>& link(T& one) { return one; }

  T* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace rrlb
