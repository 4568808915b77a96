// Any bytes are read as a tar stream, whole and in pieces: the same entries, never more content than was announced.
#include <string>

#include "base/error.hpp"
#include "engine_client/tar_reader.hpp"
#include "fuzz.hpp"

using namespace berth;

namespace {

std::string read(std::string_view bytes, std::size_t piece) {
  engine::TarReader reader;
  std::string seen;
  std::int64_t announced = 0;
  reader.on_entry = [&](const engine::TarEntry& entry) {
    announced = entry.size;
    seen += entry.path + "\n" + entry.link_target + "\n";
  };
  reader.on_data = [&](std::string_view data) {
    announced -= static_cast<std::int64_t>(data.size());
    fuzz::require(announced >= 0, "no more content than was announced");
    seen += data;
  };
  try {
    for (std::size_t at = 0; at < bytes.size(); at += piece) reader.feed(bytes.substr(at, piece));
  } catch (const Error&) {
    seen += "refused";
  }
  return seen;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  fuzz::require(read(bytes, size + 1) == read(bytes, 7), "pieces make no difference");
  return 0;
}
