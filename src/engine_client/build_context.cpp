#include "engine_client/build_context.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "engine_client/file_packer.hpp"

namespace berth::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t small_file_limit = 4U << 20U;  // bytes of a Dockerfile or .dockerignore

[[noreturn]] void fail(const fs::path& path, std::string_view what, int error) {
  throw Error(fmt::format("{}: {}", what, std::generic_category().message(error)), {}, path.string());
}

/// nullopt when there is no such file.
std::optional<std::string> read_text(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return std::nullopt;
  if (fs::file_size(path, error) > small_file_limit) throw Error("the file is larger than 4 MiB", {}, path.string());
  std::ifstream file(path, std::ios::binary);
  if (!file) fail(path, "the file cannot be read", errno);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Packs what the rules let through.
class ContextSource final : public FilePacker {
 public:
  ContextSource(fs::path root, IgnoreRules rules, std::vector<ExtraFile> extras)
      : root_(std::move(root)), walk_(root_, std::move(rules)), extras_(std::move(extras)) {}

 private:
  void advance() override {
    if (!walked_) {
      if (const auto file = walk_.next()) {
        if (!is_replaced(*file)) pack(*file, root_ / file->path, file->path);
        return;
      }
      walked_ = true;
    }
    if (extras_.empty()) return finish();
    pack(extras_.back().path, extras_.back().content);
    extras_.pop_back();
  }

  [[nodiscard]] bool is_replaced(const WalkedFile& file) const {
    return std::any_of(extras_.begin(), extras_.end(), [&](const auto& extra) { return extra.path == file.path; });
  }

  fs::path root_;
  FolderWalk walk_;
  std::vector<ExtraFile> extras_;
  bool walked_ = false;
};

constexpr std::string_view ignore_name = ".dockerignore";
constexpr std::string_view foreign_dockerfile = ".dockerfile.berth";

/// The rules for a context: `<dockerfile>.dockerignore` beside the Dockerfile goes before the context's own.
struct IgnoreFile {
  std::string text;
  std::string name;
};

IgnoreFile find_ignore_file(const fs::path& context, const fs::path& dockerfile) {
  for (const auto& path : {fs::path(dockerfile.string() + std::string(ignore_name)), context / ignore_name}) {
    if (auto text = read_text(path)) return {std::move(*text), path.string()};
  }
  return {};
}

void check_folder(const fs::path& context) {
  std::error_code error;
  if (!fs::is_directory(context, error)) {
    throw Error(fmt::format("the build context {} is no folder", context.string()), "check build.context");
  }
}

Error no_dockerfile(const fs::path& path) {
  return Error(fmt::format("there is no Dockerfile {}", path.string()), "check build.dockerfile and build.context");
}

/// The Dockerfile is not among the files of the context: it is sent under a name of its own, which the engine is told
/// to leave out of what COPY sees.
BuildContext with_foreign_dockerfile(const fs::path& context, std::string dockerfile_text, IgnoreFile ignore,
                                     std::vector<ExtraFile> extras) {
  IgnoreRules rules(ignore.text, ignore.name);
  if (ignore.text.empty()) ignore.text = ignore_name;
  extras.push_back({std::string(foreign_dockerfile), std::move(dockerfile_text)});
  extras.push_back({std::string(ignore_name), fmt::format("{}\n{}\n", ignore.text, foreign_dockerfile)});
  return {std::make_unique<ContextSource>(context, std::move(rules), std::move(extras)),
          std::string(foreign_dockerfile)};
}

}  // namespace

BuildContext open_build_context(const fs::path& context, const std::string& dockerfile, std::vector<ExtraFile> extras) {
  check_folder(context);
  const auto path = fs::path(dockerfile).is_absolute() ? fs::path(dockerfile) : context / dockerfile;
  auto text = read_text(path);
  if (!text) throw no_dockerfile(path);
  auto ignore = find_ignore_file(context, path);
  const auto inside = path.lexically_normal().lexically_relative(context.lexically_normal()).generic_string();
  if (inside.empty() || inside.starts_with("..")) {
    return with_foreign_dockerfile(context, std::move(*text), std::move(ignore), std::move(extras));
  }
  IgnoreRules rules(ignore.text, ignore.name);
  rules.always_keep(inside);
  rules.always_keep(std::string(ignore_name));
  return {std::make_unique<ContextSource>(context, std::move(rules), std::move(extras)), inside};
}

IgnoreRules context_ignore_rules(const fs::path& context, const std::string& dockerfile) {
  const auto ignore = find_ignore_file(context, context / (dockerfile.empty() ? "Dockerfile" : dockerfile));
  return {ignore.text, ignore.name};
}

BuildContext open_inline_build_context(const fs::path& context, std::string dockerfile_text,
                                       std::vector<ExtraFile> extras) {
  check_folder(context);
  return with_foreign_dockerfile(context, std::move(dockerfile_text), find_ignore_file(context, context / "Dockerfile"),
                                 std::move(extras));
}

DockerfileFolder read_dockerfile(const fs::path& context, const std::string& dockerfile) {
  check_folder(context);
  const auto path = context / dockerfile;
  auto text = read_text(path);
  if (!text) throw no_dockerfile(path);
  DockerfileFolder folder;
  folder.dockerfile = path.filename().string();
  folder.files[folder.dockerfile] = std::move(*text);
  const auto ignore_path = path.string() + std::string(ignore_name);
  if (auto ignore = read_text(ignore_path))
    folder.files[folder.dockerfile + std::string(ignore_name)] = std::move(*ignore);
  return folder;
}

}  // namespace berth::engine
