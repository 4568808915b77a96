#include "lifecycle/container_owner.hpp"

#include <charconv>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "engine_client/tar_reader.hpp"

namespace berth::lifecycle {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// passwd(5) and group(5): the fields of the line whose field has the value.
std::vector<std::string_view> find_line(std::string_view file, std::size_t field, std::string_view value) {
  for (const auto line : split(file, '\n')) {
    auto fields = split(line, ':');
    if (fields.size() > 3 && fields[field] == value) return fields;
  }
  return {};
}

std::int64_t field_number(const std::vector<std::string_view>& fields, std::size_t at) {
  return at < fields.size() ? number(fields[at]).value_or(0) : 0;
}

boost::asio::awaitable<std::string> read_file(engine::Engine& engine, std::string container, std::string path) {
  std::string content;
  try {
    const auto stream = co_await engine.get_archive(std::move(container), std::move(path));
    engine::TarReader reader;
    reader.on_entry = [](const engine::TarEntry&) {};
    reader.on_data = [&](std::string_view bytes) { content += bytes; };
    for (;;) {
      const auto chunk = co_await stream->next();
      if (!chunk) break;
      reader.feed(chunk->data);
    }
  } catch (const engine::EngineError& error) {
    if (error.kind() != engine::ErrorKind::not_found) throw;  // an image without users
  }
  co_return content;
}

}  // namespace

engine::Owner find_owner(std::string_view user, std::string_view passwd, std::string_view group) {
  constexpr std::size_t name = 0;
  constexpr std::size_t id = 2;
  constexpr std::size_t users_group = 3;
  const auto colon = user.find(':');
  const auto who = user.substr(0, colon);
  const auto line = find_line(passwd, number(who) ? id : name, who);
  engine::Owner owner;
  owner.uid = number(who).value_or(field_number(line, id));
  owner.gid = field_number(line, users_group);
  if (colon == std::string_view::npos) return owner;
  const auto which = user.substr(colon + 1);
  owner.gid = number(which).value_or(field_number(find_line(group, name, which), id));
  return owner;
}

boost::asio::awaitable<engine::Owner> owner_in_container(engine::Engine& engine, std::string container) {
  const auto inspect = co_await engine.inspect_container(container);
  const auto& user = inspect.config.user;
  if (user.empty() || user == "root" || user == "0") co_return engine::Owner{};
  const auto passwd = co_await read_file(engine, container, "/etc/passwd");
  std::string group;
  if (user.find(':') != std::string::npos) group = co_await read_file(engine, container, "/etc/group");
  co_return find_owner(user, passwd, group);
}

}  // namespace berth::lifecycle
