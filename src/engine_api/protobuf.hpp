// Protocol Buffers on the wire (protobuf.dev "Encoding"): as much of it as the messages of BuildKit need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "engine_api/common.hpp"

namespace berth::engine_api {

/// Walks the fields of one message. Foreign bytes: whatever is in them gives a value or a DecodeError; nothing is
/// copied, so it must not outlive the bytes.
class ProtoReader {
 public:
  explicit ProtoReader(std::string_view bytes) : rest_(bytes) {}

  /// Goes to the next field; false at the end.
  bool next();
  [[nodiscard]] std::uint32_t field() const { return field_; }

  /// The value of the field; of another type it is a DecodeError.
  [[nodiscard]] std::uint64_t number() const;
  [[nodiscard]] std::int64_t whole() const;  ///< int64: a negative one is its two's complement
  [[nodiscard]] bool flag() const;
  [[nodiscard]] std::string_view bytes() const;
  [[nodiscard]] std::string text() const { return std::string(bytes()); }
  [[nodiscard]] ProtoReader message() const { return ProtoReader(bytes()); }

 private:
  enum class Wire : std::uint8_t { varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5 };

  std::uint64_t take_varint();
  std::string_view take(std::uint64_t count);

  std::string_view rest_;
  std::uint32_t field_ = 0;
  Wire wire_ = Wire::varint;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
};

/// Writes the fields of one message. As in proto3, zero and empty values are left out.
class ProtoWriter {
 public:
  ProtoWriter& number(std::uint32_t field, std::uint64_t value);
  ProtoWriter& flag(std::uint32_t field, bool value);
  ProtoWriter& bytes(std::uint32_t field, std::string_view value);
  /// An entry of `repeated`: also an empty one is written.
  ProtoWriter& item(std::uint32_t field, std::string_view value);
  ProtoWriter& texts(std::uint32_t field, const Strings& values);
  ProtoWriter& map(std::uint32_t field, const StringMap& values);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void key(std::uint32_t field, std::uint32_t wire);
  void varint(std::uint64_t value);

  std::string text_;
};

/// One entry of a map<string, string>.
std::pair<std::string, std::string> proto_map_entry(ProtoReader entry);

}  // namespace berth::engine_api
