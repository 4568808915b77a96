// What is said to BuildKit and what it says: moby.buildkit.v1.Control (Solve, Status) and the services that a build
// asks its client for (Auth, Secrets, SSH).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine_api/build.hpp"
#include "engine_api/common.hpp"

namespace berth::engine_api {

/// One step of a build.
struct BuildVertex {
  std::string digest;  ///< its id
  std::string name;    ///< "[2/3] RUN make", "[internal] load build context"
  std::string error;
  bool started = false;
  bool completed = false;
  bool cached = false;
};

/// Something that a step is busy with: a layer, a transfer.
struct BuildActivity {
  std::string id;  ///< "sha256:…", "transferring context:"
  std::string vertex;
  std::int64_t current = 0;  ///< bytes
  std::int64_t total = 0;    ///< bytes; 0: unknown
  bool completed = false;
};

/// Output of a step, cut anywhere.
struct BuildLog {
  std::string vertex;
  std::string text;
};

/// A check of the Dockerfile that did not pass (BuildKit 0.10).
struct BuildWarning {
  std::string vertex;
  std::string text;
};

/// `StatusResponse`: what is new since the last one.
struct BuildStatus {
  std::vector<BuildVertex> vertexes;
  std::vector<BuildActivity> activities;
  std::vector<BuildLog> logs;
  std::vector<BuildWarning> warnings;
};

/// `SolveRequest`
struct SolveRequest {
  std::string reference;  ///< names the build for Status; random
  std::string exporter;   ///< "moby": into the engine's images; empty: nowhere
  StringMap exporter_attributes;
  std::string session;
  std::string frontend = "dockerfile.v0";
  StringMap attributes;  ///< of the frontend: target, build-arg:NAME, context:NAME …
  std::vector<CacheEntry> cache_exports;
  Strings entitlements;
};

/// What BuildKit is asked for a build: the frontend's attributes are those of Docker's own builders.
SolveRequest solve_request(const BuildOptions& options);

BuildStatus decode_build_status(std::string_view message);
std::string encode(const SolveRequest& request);
std::string encode_status_request(const std::string& reference);
/// The exporter's answer: "containerimage.digest" …
StringMap decode_solve_response(std::string_view message);

/// The one text of messages that have nothing else: CredentialsRequest.Host, GetSecretRequest.ID,
/// CheckAgentRequest.ID, BytesMessage.data.
std::string decode_single_text(std::string_view message);
std::string encode_single_text(std::string_view text);

std::string encode_credentials(const std::string& username, const std::string& secret);

}  // namespace berth::engine_api
