#include "yaml/expansion.hpp"

#include <utility>
#include <vector>

#include "yaml/weight.hpp"

namespace berth::yaml {
namespace {

class Expansion {
 public:
  Expansion(const Events& events, std::size_t limit) : events_(events), limit_(limit) {}

  std::optional<std::size_t> run() {
    for (std::size_t index = 0; index < events_.list.size(); ++index) {
      const auto& event = events_.list[index];
      switch (event.kind) {
        case EventKind::document:  // the numbers of anchors begin again
          open_.clear();
          weights_.clear();
          break;
        case EventKind::sequence_start:
        case EventKind::mapping_start:
          open_.push_back({event.anchor, total_});
          total_ += 1;
          break;
        case EventKind::sequence_end:
        case EventKind::mapping_end:
          remember(open_.back().first, total_ - open_.back().second);
          open_.pop_back();
          break;
        case EventKind::alias:
          total_ += event.anchor < weights_.size() ? weights_[event.anchor] : 0;
          if (total_ > limit_) return index;
          break;
        case EventKind::null:
        case EventKind::scalar:
          total_ += weight_of_text(event.value.size());
          remember(event.anchor, weight_of_text(event.value.size()));
          break;
      }
    }
    return std::nullopt;
  }

 private:
  /// Every use of `&name` has a number of its own, so what an alias refers to never changes. What is still open is not
  /// known yet: an alias to it would never end, which is told elsewhere.
  void remember(std::uint32_t anchor, std::size_t weight) {
    if (anchor == 0) return;
    if (weights_.size() <= anchor) weights_.resize(anchor + 1);
    weights_[anchor] = weight;
  }

  const Events& events_;
  std::size_t limit_;
  std::size_t total_ = 0;                                    // stays near the limit, since no single weight is above it
  std::vector<std::pair<std::uint32_t, std::size_t>> open_;  // anchor, and the total before it
  std::vector<std::size_t> weights_;                         // by number of the anchor
};

}  // namespace

std::optional<std::size_t> find_excessive_alias(const Events& events, std::size_t limit) {
  return Expansion(events, limit).run();
}

}  // namespace berth::yaml
