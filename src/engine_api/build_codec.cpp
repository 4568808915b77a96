// Progress of pulls and builds, and registry credentials.
#include <boost/json/serialize.hpp>

#include "engine_api/codec.hpp"
#include "engine_api/json_parts.hpp"

namespace berth::engine_api {
namespace {

namespace json = boost::json;

Progress decode(const JsonReader& reader) {
  Progress progress;
  progress.id = reader.at("id").string();
  progress.status = reader.at("status").string();
  progress.text = reader.at("stream").string();
  progress.error = reader.at("error").string();
  const auto detail = reader.at("errorDetail");
  if (progress.error.empty() && detail.present()) progress.error = detail.at("message").string();
  const auto numbers = reader.at("progressDetail");
  progress.current = numbers.at("current").integer();
  progress.total = numbers.at("total").integer();
  const auto aux = reader.at("aux");
  progress.image_id = aux.at("ID").string();
  return progress;
}

json::object auth_json(const RegistryAuth& auth) {
  return JsonWriter()
      .put("username", auth.username)
      .put("password", auth.password)
      .put("identitytoken", auth.identity_token)
      .put("serveraddress", auth.server_address)
      .take();
}

}  // namespace

Progress decode_progress(std::string_view text) {
  return decode_document(text, decode);
}

std::string encode(const RegistryAuth& auth) {
  return json::serialize(auth_json(auth));
}

std::string encode_registries(const std::map<std::string, RegistryAuth>& registries) {
  JsonWriter writer;
  for (const auto& [registry, auth] : registries) writer.always(registry, auth_json(auth));
  return writer.text();
}

}  // namespace berth::engine_api
