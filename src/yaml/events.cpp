// The only file that includes yaml-cpp; its exceptions end here.
#include "yaml/events.hpp"

#include <istream>
#include <streambuf>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/text.hpp"

namespace berth::yaml {
namespace {

class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    auto* begin = const_cast<char*>(text.data());  // std::streambuf only reads from its get area
    setg(begin, begin, begin + text.size());
  }
};

struct TooMuch {
  std::size_t offset;
  std::string message;
};

/// yaml-cpp writes the escapes \N and \_ as the bytes 85 and A0, which are no UTF-8. The file itself is known to be
/// UTF-8.
std::string with_repaired_escapes(const std::string& value) {
  if (value.find_first_of("\x85\xA0") == std::string::npos) return value;
  std::string repaired;
  for (std::size_t at = 0; at < value.size();) {
    const auto character = decode_utf8(value, at);
    if (!character.valid) repaired += '\xC2';
    repaired += value.substr(at, character.length);
    at += character.length;
  }
  return repaired;
}

class Collector final : public YAML::EventHandler {
 public:
  Collector(Events& events, const Limits& limits) : events_(events), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > limits_.documents) throw TooMuch{offset(mark), limit_text(limits_.documents, "documents")};
    open_.clear();
    add(EventKind::document, mark, 0, Events::plain_tag);
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(EventKind::null, mark, anchor, Events::plain_tag);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(EventKind::alias, mark, anchor, Events::plain_tag);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    add(EventKind::scalar, mark, anchor, intern(tag)).value = with_repaired_escapes(value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(EventKind::sequence_start, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(EventKind::sequence_end); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(EventKind::mapping_start, mark, tag, anchor);
  }
  void OnMapEnd() override { close(EventKind::mapping_end); }
  void OnAnchor(const YAML::Mark& /*mark*/, const std::string& name) override { events_.anchors.push_back(name); }

 private:
  static std::size_t offset(const YAML::Mark& mark) { return mark.pos < 0 ? 0U : static_cast<std::size_t>(mark.pos); }

  static std::string limit_text(std::size_t limit, std::string_view what) {
    return fmt::format("the file has more than {} {}", limit, what);
  }

  std::uint32_t intern(const std::string& tag) {
    if (tag == "?") return Events::plain_tag;
    if (tag == "!") return Events::quoted_tag;
    const auto [known, added] = tags_.try_emplace(tag, static_cast<std::uint32_t>(events_.tags.size()));
    if (added) events_.tags.push_back(tag);
    return known->second;
  }

  Event& add(EventKind kind, const YAML::Mark& mark, YAML::anchor_t anchor, std::uint32_t tag) {
    auto& list = events_.list;
    if (list.size() > limits_.nodes) throw TooMuch{offset(mark), limit_text(limits_.nodes, "values")};
    list.push_back({kind,
                    static_cast<std::uint32_t>(offset(mark)),
                    static_cast<std::uint32_t>(list.size() + 1),
                    static_cast<std::uint32_t>(anchor),
                    tag,
                    {}});
    return list.back();
  }

  void open(EventKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (open_.size() >= limits_.depth) {
      throw TooMuch{offset(mark), fmt::format("values are nested deeper than {} levels", limits_.depth)};
    }
    add(kind, mark, anchor, intern(tag));
    open_.push_back(events_.list.size() - 1);
  }

  void close(EventKind kind) {
    events_.list.push_back({kind, 0, static_cast<std::uint32_t>(events_.list.size() + 1), 0, 0, {}});
    events_.list[open_.back()].end = static_cast<std::uint32_t>(events_.list.size());
    open_.pop_back();
  }

  Events& events_;
  const Limits& limits_;
  std::vector<std::size_t> open_;
  std::unordered_map<std::string, std::uint32_t> tags_;
  std::size_t documents_ = 0;
};

}  // namespace

Events read_events(std::string_view text, const Limits& limits) {
  Events events;
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  Collector collector(events, limits);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(collector)) {
    }
  } catch (const TooMuch& limit) {
    events.fault = SyntaxFault{limit.offset, limit.message, true};
  } catch (const YAML::DeepRecursion& error) {
    events.fault = SyntaxFault{static_cast<std::size_t>(error.mark.pos), "values are nested too deep", true};
  } catch (const YAML::Exception& error) {
    const auto offset =
        error.mark.is_null() || error.mark.pos < 0 ? text.size() : static_cast<std::size_t>(error.mark.pos);
    events.fault = SyntaxFault{offset, error.msg, false};
  }
  return events;
}

}  // namespace berth::yaml
