#include "engine_api/buildkit.hpp"

#include "engine_api/protobuf.hpp"

namespace berth::engine_api {
namespace {

BuildVertex decode_vertex(ProtoReader read) {
  BuildVertex vertex;
  while (read.next()) {
    switch (read.field()) {
      case 1: vertex.digest = read.text(); break;
      case 3: vertex.name = read.text(); break;
      case 4: vertex.cached = read.flag(); break;
      case 5: vertex.started = true; break;
      case 6: vertex.completed = true; break;
      case 7: vertex.error = read.text(); break;
      default: break;
    }
  }
  return vertex;
}

BuildActivity decode_activity(ProtoReader read) {
  BuildActivity activity;
  while (read.next()) {
    switch (read.field()) {
      case 1: activity.id = read.text(); break;
      case 2: activity.vertex = read.text(); break;
      case 4: activity.current = read.whole(); break;
      case 5: activity.total = read.whole(); break;
      case 8: activity.completed = true; break;
      default: break;
    }
  }
  return activity;
}

BuildLog decode_log(ProtoReader read) {
  BuildLog log;
  while (read.next()) {
    if (read.field() == 1) log.vertex = read.text();
    if (read.field() == 4) log.text = read.text();
  }
  return log;
}

BuildWarning decode_warning(ProtoReader read) {
  BuildWarning warning;
  while (read.next()) {
    if (read.field() == 1) warning.vertex = read.text();
    if (read.field() == 3) warning.text = read.text();
  }
  return warning;
}

std::string encode(const CacheEntry& entry) {
  return ProtoWriter().bytes(1, entry.type).map(2, entry.attributes).text();
}

}  // namespace

BuildStatus decode_build_status(std::string_view message) {
  BuildStatus status;
  ProtoReader read(message);
  while (read.next()) {
    switch (read.field()) {
      case 1: status.vertexes.push_back(decode_vertex(read.message())); break;
      case 2: status.activities.push_back(decode_activity(read.message())); break;
      case 3: status.logs.push_back(decode_log(read.message())); break;
      case 4: status.warnings.push_back(decode_warning(read.message())); break;
      default: break;
    }
  }
  return status;
}

std::string encode(const SolveRequest& request) {
  ProtoWriter write;
  write.bytes(1, request.reference)
      .bytes(3, request.exporter)
      .map(4, request.exporter_attributes)
      .bytes(5, request.session)
      .bytes(6, request.frontend)
      .map(7, request.attributes);
  ProtoWriter cache;
  for (const auto& entry : request.cache_exports) cache.item(4, encode(entry));
  return write.item(8, cache.text()).texts(9, request.entitlements).text();
}

std::string encode_status_request(const std::string& reference) {
  return encode_single_text(reference);
}

StringMap decode_solve_response(std::string_view message) {
  StringMap answer;
  ProtoReader read(message);
  while (read.next()) {
    if (read.field() == 1) answer.insert(proto_map_entry(read.message()));
  }
  return answer;
}

std::string decode_single_text(std::string_view message) {
  std::string text;
  ProtoReader read(message);
  while (read.next()) {
    if (read.field() == 1) text = read.text();
  }
  return text;
}

std::string encode_single_text(std::string_view text) {
  return ProtoWriter().bytes(1, text).text();
}

std::string encode_credentials(const std::string& username, const std::string& secret) {
  return ProtoWriter().bytes(1, username).bytes(2, secret).text();
}

}  // namespace berth::engine_api
