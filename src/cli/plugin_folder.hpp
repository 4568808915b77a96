// Berth as the docker command line's plugin `compose`, in the user's own folder of plugins.
#pragma once

#include <filesystem>
#include <string>

namespace berth::cli {

class PluginFolder {
 public:
  /// `docker_folder`: $DOCKER_CONFIG or ~/.docker; `program`: this program.
  PluginFolder(std::filesystem::path docker_folder, std::filesystem::path program);

  enum class Holds {
    nothing,
    this_program,
    another_berth,  ///< a link to a Berth elsewhere, perhaps one that is gone
    foreign,
  };
  [[nodiscard]] Holds holds() const;
  /// Where the plugin is or will be.
  [[nodiscard]] const std::filesystem::path& plugin() const { return plugin_; }
  /// Where a foreign one is put aside, outside of the folder of plugins.
  [[nodiscard]] const std::filesystem::path& aside() const { return aside_; }
  [[nodiscard]] bool has_aside() const;

  /// Makes the link; what is foreign is put aside first. Throws berth::Error.
  void install() const;
  /// Takes away Berth's link and puts back what was put aside.
  void remove() const;

 private:
  std::filesystem::path plugin_;
  std::filesystem::path aside_;
  std::filesystem::path program_;
};

}  // namespace berth::cli
