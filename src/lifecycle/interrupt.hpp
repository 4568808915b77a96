// The user's wish to stop a command, passed down to whatever runs. Signals are the cli's business; this is not.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>

namespace berth::lifecycle {

/// Two degrees: `finish` (the first Ctrl-C) starts nothing new, drops waits, pulls and builds, and lets short engine
/// calls end so that their outcome is known; `abandon` (the second) drops everything. One thread.
class Interrupt {
 public:
  enum class Degree { none, finish, abandon };
  using Handler = std::function<void(Degree)>;

  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt() = default;

  [[nodiscard]] Degree degree() const { return degree_; }
  [[nodiscard]] bool requested() const { return degree_ != Degree::none; }

  /// Raises the degree and tells the subscribers; a lower or equal degree is ignored.
  void request(Degree degree);

  /// Unsubscribes when it is destroyed. May outlive the Interrupt.
  class Subscription {
   public:
    Subscription() = default;
    Subscription(Subscription&& other) noexcept = default;
    Subscription& operator=(Subscription&& other) noexcept;
    ~Subscription();

   private:
    friend class Interrupt;
    std::weak_ptr<std::map<std::size_t, Handler>> handlers_;
    std::size_t key_ = 0;
  };

  /// The handler is called at once when a wish is there already.
  [[nodiscard]] Subscription subscribe(Handler handler);

 private:
  Degree degree_ = Degree::none;
  std::shared_ptr<std::map<std::size_t, Handler>> handlers_;
  std::size_t next_key_ = 0;
};

}  // namespace berth::lifecycle
