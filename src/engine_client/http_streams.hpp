// Streams over HTTP replies.
#pragma once

#include <memory>
#include <string>

#include "engine_client/api_caller.hpp"
#include "engine_client/frame_decoder.hpp"
#include "engine_client/json_splitter.hpp"

namespace berth::engine {

/// Output of a container or command. `label` names the call in errors.
class HttpOutputStream final : public AttachedStream {
 public:
  HttpOutputStream(HttpReply reply, Framing framing, std::string label, std::string address)
      : reply_(std::move(reply)), decoder_(framing), label_(std::move(label)), address_(std::move(address)) {}

  awaitable<std::optional<OutputChunk>> next() override;
  awaitable<void> write(std::string bytes) override;
  awaitable<void> close_input() override;

 private:
  awaitable<bool> fill();

  HttpReply reply_;
  FrameDecoder decoder_;
  std::string label_;
  std::string address_;
};

/// The JSON objects of a reply, one by one: progress and events.
class HttpObjects {
 public:
  /// `reply` of ApiCaller::open or, with its head still to come, of ApiCaller::post.
  HttpObjects(HttpReply reply, std::string label, std::string address)
      : reply_(std::move(reply)), label_(std::move(label)), address_(std::move(address)) {}

  /// Waits for the head first when it is still to come. Throws EngineError for a refusal.
  awaitable<void> receive_head(ApiCaller& caller);
  /// nullopt at the end.
  awaitable<std::optional<std::string>> next();

 private:
  awaitable<std::optional<std::string>> read_next();

  HttpReply reply_;
  JsonSplitter splitter_;
  bool has_head_ = false;
  std::string label_;
  std::string address_;
};

/// One sample after the other.
class HttpStatsStream final : public StatsStream {
 public:
  /// `reply` of ApiCaller::open.
  HttpStatsStream(HttpReply reply, std::string label, std::string address)
      : objects_(std::move(reply), label, std::move(address)), label_(std::move(label)) {}

  awaitable<std::optional<engine_api::ContainerStats>> next() override;

 private:
  HttpObjects objects_;
  std::string label_;
};

}  // namespace berth::engine
