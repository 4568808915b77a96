#include <memory>

#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/on_project.hpp"
#include "cli/output_writer.hpp"
#include "lifecycle/copy.hpp"
#include "plan/labels.hpp"

namespace berth::cli {
namespace {

namespace asio = boost::asio;
using engine_api::ContainerSummary;

struct Options {
  std::vector<std::string> words;  // source and target
  lifecycle::CopyOptions copy;
  std::optional<int> index;
  bool all = false;
};

/// "web:/etc/hosts" names a service, "./web:x" and "/web:x" do not.
struct Place {
  std::string service;  // empty: of this host
  std::string path;
};

Place place_of(const std::string& word) {
  const auto colon = word.find(':');
  if (colon == std::string::npos || colon == 0 || word.find('/') < colon || word.starts_with('.')) return {{}, word};
  return {word.substr(0, colon), word.substr(colon + 1)};
}

struct Copy {
  Place source;
  Place target;

  [[nodiscard]] bool out_of_container() const { return !source.service.empty(); }
  [[nodiscard]] const std::string& service() const { return out_of_container() ? source.service : target.service; }
};

Copy copy_of(const std::vector<std::string>& words) {
  if (words.size() != 2) throw Error("cp needs a source and a target", "see \"berth cp --help\"");
  Copy copy{place_of(words[0]), place_of(words[1])};
  if (copy.source.service.empty() && copy.target.service.empty())
    throw Error("neither the source nor the target is in a service", "write it as SERVICE:PATH");
  if (!copy.source.service.empty() && !copy.target.service.empty())
    throw Error("files cannot be copied from one service to another", "copy them to this host, and from there");
  return copy;
}

/// A tar archive that is read from standard input.
class InputArchive final : public engine::ByteSource {
 public:
  std::size_t read(std::span<char> buffer) override {
    const auto count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0) throw Error("standard input cannot be read");
    return static_cast<std::size_t>(count);
  }
};

asio::awaitable<void> write_archive(Session& session, const std::string& id, const Copy& copy, const Options& options) {
  const auto stream = co_await lifecycle::archive_from_container(session.engine(), id, copy.source.path, options.copy);
  OutputWriter output(session.loop().get_executor());
  for (;;) {
    const auto chunk = co_await stream->next();
    if (!chunk) break;
    output.write(Stream::out, chunk->data);
    co_await output.room();
  }
  co_await output.flush();
}

/// Into every container of the service, out of the first one; one-offs only with --all.
asio::awaitable<std::vector<ContainerSummary>> containers_of(Session& session, const ProjectOrName& source,
                                                             const Copy& copy, const Options& options) {
  engine_api::Filters filters{{"label",
                               {std::string(plan::label::project) + "=" + source.name,
                                std::string(plan::label::service) + "=" + copy.service()}}};
  auto all = co_await session.engine().list_containers(std::move(filters), true);
  auto containers = service_containers(all, {copy.service()});
  if (options.all) {
    for (const auto& container : all)
      if (plan::is_one_off(container)) containers.push_back(container);
  }
  if (options.index && *options.index > 0)
    std::erase_if(containers, [&](const auto& container) { return plan::number_of(container) != *options.index; });
  if (containers.empty()) {
    throw Error(fmt::format("no container found for service \"{}\"", copy.service()),
                fmt::format("`berth create {}` makes one", copy.service()));
  }
  if (copy.out_of_container()) containers.resize(1);
  co_return containers;
}

asio::awaitable<int> execute(Session& session, const ProjectOrName& source, const Copy& copy, const Options& options) {
  auto& engine = session.engine();
  const auto containers = co_await containers_of(session, source, copy, options);
  for (const auto& container : containers) {
    const auto& id = container.id;
    if (only_told(session.context(),
                  fmt::format("copy {} to {} ({})", options.words[0], options.words[1], container.name())))
      continue;
    if (copy.out_of_container() && copy.target.path == "-") {
      co_await write_archive(session, id, copy, options);
    } else if (copy.out_of_container()) {
      co_await lifecycle::copy_from_container(engine, id, copy.source.path, copy.target.path, options.copy);
    } else if (copy.source.path == "-") {
      co_await engine.put_archive(id, copy.target.path, std::make_unique<InputArchive>());
    } else {
      co_await lifecycle::copy_to_container(engine, id, copy.source.path, copy.target.path, options.copy);
    }
  }
  co_return 0;
}

int run(Context& context, const Options& options) {
  const auto copy = copy_of(options.words);
  return on_project(context, {copy.service()}, OnSignal::leave, [&](Session& session, const ProjectOrName& source) {
    return execute(session, source, copy, options);
  });
}

}  // namespace

void add_cp_command(Command& root, Context& context) {
  const auto options = std::make_shared<Options>();
  root.command("cp", "Copy files between containers and this host")
      .flag("-a,--archive", options->copy.owners, "Keep users and groups")
      .flag("-L,--follow-link", options->copy.follow_the_link, "Copy what a symbolic link points to")
      .flag("--all", options->all, "Containers of `run`, too")
      .option("--index", options->index, "N", "The container of this number, of several")
      .arguments("SERVICE:PATH PATH|- or PATH|- SERVICE:PATH", options->words,
                 "\"-\": a tar archive on standard output or input")
      .run([options, &context] { return run(context, *options); });
}

}  // namespace berth::cli
