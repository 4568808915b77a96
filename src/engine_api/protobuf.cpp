#include "engine_api/protobuf.hpp"

#include <fmt/format.h>

#include "engine_api/codec.hpp"

namespace berth::engine_api {
namespace {

constexpr int varint_bits = 7;
constexpr int largest_shift = 63;
constexpr std::uint32_t wire_bits = 3;

[[noreturn]] void cut() {
  throw DecodeError("the message is cut off");
}

}  // namespace

std::uint64_t ProtoReader::take_varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift <= largest_shift; shift += varint_bits) {
    if (rest_.empty()) cut();
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  throw DecodeError("a number has more than 64 bits");
}

std::string_view ProtoReader::take(std::uint64_t count) {
  if (count > rest_.size()) cut();
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

bool ProtoReader::next() {
  if (rest_.empty()) return false;
  const auto key = take_varint();
  const auto field = key >> wire_bits;
  constexpr std::uint64_t largest_field = (1U << 29U) - 1;
  if (field == 0 || field > largest_field) throw DecodeError(fmt::format("there is no field {}", field));
  field_ = static_cast<std::uint32_t>(field);
  number_ = 0;
  bytes_ = {};
  switch (key & ((1U << wire_bits) - 1)) {
    case 0:
      wire_ = Wire::varint;
      number_ = take_varint();
      return true;
    case 1:
      wire_ = Wire::fixed64;
      take(sizeof(std::uint64_t));
      return true;
    case 2:
      wire_ = Wire::delimited;
      bytes_ = take(take_varint());
      return true;
    case 5:
      wire_ = Wire::fixed32;
      take(sizeof(std::uint32_t));
      return true;
    default: throw DecodeError(fmt::format("field {} has an unknown type", field));
  }
}

std::uint64_t ProtoReader::number() const {
  if (wire_ != Wire::varint) throw DecodeError(fmt::format("field {}: expected a number", field_));
  return number_;
}

std::int64_t ProtoReader::whole() const {
  return static_cast<std::int64_t>(number());
}

bool ProtoReader::flag() const {
  return number() != 0;
}

std::string_view ProtoReader::bytes() const {
  if (wire_ != Wire::delimited) throw DecodeError(fmt::format("field {}: expected bytes", field_));
  return bytes_;
}

void ProtoWriter::varint(std::uint64_t value) {
  while (value >= 0x80U) {
    text_ += static_cast<char>((value & 0x7fU) | 0x80U);
    value >>= varint_bits;
  }
  text_ += static_cast<char>(value);
}

void ProtoWriter::key(std::uint32_t field, std::uint32_t wire) {
  varint((std::uint64_t{field} << wire_bits) | wire);
}

ProtoWriter& ProtoWriter::number(std::uint32_t field, std::uint64_t value) {
  if (value == 0) return *this;
  key(field, 0);
  varint(value);
  return *this;
}

ProtoWriter& ProtoWriter::flag(std::uint32_t field, bool value) {
  return number(field, value ? 1 : 0);
}

ProtoWriter& ProtoWriter::bytes(std::uint32_t field, std::string_view value) {
  return value.empty() ? *this : item(field, value);
}

ProtoWriter& ProtoWriter::item(std::uint32_t field, std::string_view value) {
  key(field, 2);
  varint(value.size());
  text_ += value;
  return *this;
}

ProtoWriter& ProtoWriter::texts(std::uint32_t field, const Strings& values) {
  for (const auto& value : values) item(field, value);
  return *this;
}

ProtoWriter& ProtoWriter::map(std::uint32_t field, const StringMap& values) {
  for (const auto& [name, value] : values) item(field, ProtoWriter().bytes(1, name).bytes(2, value).text());
  return *this;
}

std::pair<std::string, std::string> proto_map_entry(ProtoReader entry) {
  std::pair<std::string, std::string> result;
  while (entry.next()) {
    if (entry.field() == 1) result.first = entry.text();
    if (entry.field() == 2) result.second = entry.text();
  }
  return result;
}

}  // namespace berth::engine_api
