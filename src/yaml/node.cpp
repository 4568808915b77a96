#include "yaml/node.hpp"

#include <algorithm>

namespace berth::yaml {
namespace {
constexpr std::size_t index_from = 12;  // below this a walk is quicker than a hash
constexpr std::size_t absent = static_cast<std::size_t>(-1);
}  // namespace

Mapping::Mapping() = default;
Mapping::Mapping(Mapping&& other) noexcept = default;
Mapping& Mapping::operator=(Mapping&& other) noexcept = default;
Mapping::~Mapping() = default;

Mapping::Mapping(const Mapping& other) : entries_(other.entries_) {
  if (other.index_) index_ = std::make_unique<Index>(*other.index_);
}

Mapping& Mapping::operator=(const Mapping& other) {
  if (this != &other) *this = Mapping(other);
  return *this;
}

std::size_t Mapping::position(std::string_view key) const {
  if (index_) {
    const auto found = index_->find(std::string(key));
    return found == index_->end() ? absent : found->second;
  }
  const auto found = std::ranges::find(entries_, key, &Entry::key);
  return found == entries_.end() ? absent : static_cast<std::size_t>(found - entries_.begin());
}

void Mapping::index_all() {
  index_.reset();
  if (entries_.size() <= index_from) return;
  index_ = std::make_unique<Index>();
  for (std::size_t i = 0; i < entries_.size(); ++i) index_->emplace(entries_[i].key, i);
}

const Entry* Mapping::find_entry(std::string_view key) const {
  const auto at = position(key);
  return at == absent ? nullptr : &entries_[at];
}

const Node* Mapping::find(std::string_view key) const {
  const auto* entry = find_entry(key);
  return entry == nullptr ? nullptr : &entry->value;
}

Node* Mapping::find(std::string_view key) {
  const auto at = position(key);
  return at == absent ? nullptr : &entries_[at].value;
}

Node& Mapping::set(std::string key, Node value, Span key_span) {
  if (const auto at = position(key); at != absent) {
    entries_[at].value = std::move(value);
    return entries_[at].value;
  }
  entries_.push_back({std::move(key), key_span, std::move(value)});
  if (index_) {
    index_->emplace(entries_.back().key, entries_.size() - 1);
  } else {
    index_all();
  }
  return entries_.back().value;
}

bool Mapping::erase(std::string_view key) {
  const auto at = position(key);
  if (at == absent) return false;
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  index_all();
  return true;
}

void Mapping::erase_if(const std::function<bool(const Entry&)>& gone) {
  if (std::erase_if(entries_, gone) > 0) index_all();
}

bool Mapping::empty() const {
  return entries_.empty();
}
std::size_t Mapping::size() const {
  return entries_.size();
}
std::vector<Entry>::const_iterator Mapping::begin() const {
  return entries_.begin();
}
std::vector<Entry>::const_iterator Mapping::end() const {
  return entries_.end();
}
std::vector<Entry>::iterator Mapping::begin() {
  return entries_.begin();
}
std::vector<Entry>::iterator Mapping::end() {
  return entries_.end();
}

bool Mapping::operator==(const Mapping& other) const {
  return entries_ == other.entries_;
}

Node::Node() = default;
Node::Node(bool value) : value_(value) {}
Node::Node(std::int64_t value) : value_(value) {}
Node::Node(double value) : value_(value) {}
Node::Node(std::string value) : value_(std::move(value)) {}
Node::Node(std::string_view value) : value_(std::string(value)) {}
Node::Node(const char* value) : value_(std::string(value)) {}
Node::Node(Timestamp value) : value_(std::move(value)) {}
Node::Node(Sequence value) : value_(std::move(value)) {}
Node::Node(Mapping value) : value_(std::move(value)) {}
Node::Node(const Node& other) = default;
Node::Node(Node&& other) noexcept = default;
Node& Node::operator=(const Node& other) = default;
Node& Node::operator=(Node&& other) noexcept = default;
Node::~Node() = default;

void Node::assign(Value value) {
  value_ = std::move(value);
}

bool Node::operator==(const Node& other) const {
  return value_ == other.value_;
}

std::string_view describe(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "a boolean";
    case Kind::integer:
    case Kind::floating: return "a number";
    case Kind::string: return "a string";
    case Kind::timestamp: return "a date";
    case Kind::sequence: return "a list";
    case Kind::mapping: return "a mapping";
  }
  return "a value";
}

}  // namespace berth::yaml
