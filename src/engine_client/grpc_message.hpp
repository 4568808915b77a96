// gRPC over HTTP/2 (grpc.io "PROTOCOL-HTTP2") as values: messages with their prefix, and how a call ended.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine_client/http2.hpp"

namespace berth::engine {

/// grpc-status, as far as Berth says or understands it.
enum class GrpcCode : int {
  ok = 0,
  canceled = 1,
  unknown = 2,
  not_found = 5,
  permission_denied = 7,
  unimplemented = 12,
  unavailable = 14,
};

struct GrpcStatus {
  int code = static_cast<int>(GrpcCode::ok);
  std::string message;

  [[nodiscard]] bool ok() const { return code == static_cast<int>(GrpcCode::ok); }
};

/// A call's failure, thrown on both sides.
class GrpcError : public std::runtime_error {
 public:
  explicit GrpcError(GrpcStatus status) : std::runtime_error(status.message), status_(std::move(status)) {}
  GrpcError(GrpcCode code, std::string message) : GrpcError(GrpcStatus{static_cast<int>(code), std::move(message)}) {}

  [[nodiscard]] const GrpcStatus& status() const { return status_; }

 private:
  GrpcStatus status_;
};

/// The message with its five bytes in front.
std::string grpc_frame(std::string_view message);

/// Cuts a stream of bytes into messages.
class GrpcSplitter {
 public:
  void feed(std::string_view bytes) { pending_.append(bytes); }
  /// nullopt: more bytes are needed. Throws HttpError for a compressed or huge message.
  std::optional<std::string> next();
  [[nodiscard]] bool at_boundary() const { return pending_.size() == taken_; }

 private:
  std::string pending_;
  std::size_t taken_ = 0;
};

HeaderList grpc_trailers(const GrpcStatus& status);
/// nullopt when they do not tell how the call ended.
std::optional<GrpcStatus> grpc_status(const HeaderList& headers);
/// "" when there is none; of several the first.
std::string header_value(const HeaderList& headers, std::string_view name);
/// All values of a header that may come repeatedly.
std::vector<std::string> header_values(const HeaderList& headers, std::string_view name);

}  // namespace berth::engine
