#include "engine_client/grpc_message.hpp"

#include <charconv>

#include <fmt/format.h>

#include "engine_client/http_parser.hpp"
#include "engine_client/url.hpp"

namespace berth::engine {
namespace {

constexpr std::size_t prefix_size = 5;                // a flag and four bytes of length
constexpr std::size_t message_limit = 32U << 20U;     // bytes; BuildKit allows itself 16 MiB
constexpr std::size_t compact_threshold = 64 * 1024;  // bytes taken before the rest is moved to the front

}  // namespace

std::string grpc_frame(std::string_view message) {
  std::string frame(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>((message.size() >> shift) & 0xffU);
  return frame.append(message);
}

std::optional<std::string> GrpcSplitter::next() {
  const auto rest = std::string_view(pending_).substr(taken_);
  if (rest.size() < prefix_size) return std::nullopt;
  if (rest[0] != '\0') throw HttpError("the engine sent a compressed message, which was not agreed on");
  std::size_t size = 0;
  for (std::size_t i = 1; i < prefix_size; ++i) size = size << 8U | static_cast<unsigned char>(rest[i]);
  if (size > message_limit) throw HttpError(fmt::format("a message is larger than {} MiB", message_limit >> 20U));
  if (rest.size() < prefix_size + size) return std::nullopt;
  std::string message(rest.substr(prefix_size, size));
  taken_ += prefix_size + size;
  if (taken_ == pending_.size() || taken_ > compact_threshold) {
    pending_.erase(0, taken_);
    taken_ = 0;
  }
  return message;
}

HeaderList grpc_trailers(const GrpcStatus& status) {
  HeaderList trailers{{"grpc-status", std::to_string(status.code)}};
  if (!status.message.empty()) trailers.emplace_back("grpc-message", percent_encode(status.message));
  return trailers;
}

std::optional<GrpcStatus> grpc_status(const HeaderList& headers) {
  const auto code = header_value(headers, "grpc-status");
  GrpcStatus status;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), status.code);
  if (code.empty() || error != std::errc() || end != code.data() + code.size()) return std::nullopt;
  status.message = percent_decode(header_value(headers, "grpc-message"));
  return status;
}

std::string header_value(const HeaderList& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

std::vector<std::string> header_values(const HeaderList& headers, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : headers) {
    if (key == name) values.push_back(value);
  }
  return values;
}

}  // namespace berth::engine
