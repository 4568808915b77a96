// The user's wish to stop a command, passed down to whatever runs. Signals are the cli's business; this is not.
#pragma once

#include <functional>
#include <list>

namespace berth::lifecycle {

/// Two degrees: `finish` (the first Ctrl-C) starts nothing new, drops waits, pulls and builds, and lets short engine
/// calls end so that their outcome is known; `abandon` (the second) drops everything. One thread; outlives its users.
class Interrupt {
 public:
  enum class Degree { none, finish, abandon };
  using Handler = std::function<void(Degree)>;

  Interrupt() = default;
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] Degree degree() const { return degree_; }
  [[nodiscard]] bool requested() const { return degree_ != Degree::none; }

  /// Raises the degree and tells the subscribers; a lower or equal degree is ignored.
  void request(Degree degree);

  /// Unsubscribes when destroyed. Must not outlive the Interrupt.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&& other) noexcept;
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription();

   private:
    friend class Interrupt;
    Subscription(Interrupt& owner, std::list<Handler>::iterator position) : owner_(&owner), position_(position) {}

    Interrupt* owner_ = nullptr;
    std::list<Handler>::iterator position_;
  };

  /// The handler is called at once when a wish is there already.
  [[nodiscard]] Subscription subscribe(Handler handler);

 private:
  Degree degree_ = Degree::none;
  std::list<Handler> handlers_;
};

}  // namespace berth::lifecycle
