#include "ui/image_list.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "engine_api/time.hpp"
#include "ui/container_list.hpp"

namespace berth::ui {
namespace {

using engine_api::ContainerSummary;
using engine_api::ImageInspect;

constexpr std::size_t short_id = 12;
constexpr auto nothing = "<none>";

/// Of its names the one that the container was made with.
std::string name_of(const ContainerSummary& container, const ImageInspect& image) {
  const auto& names = image.repo_tags;
  if (std::ranges::find(names, container.image) != names.end()) return container.image;
  return names.empty() ? std::string() : names.front();
}

struct RepositoryAndTag {
  std::string repository = nothing;
  std::string tag = nothing;
};

RepositoryAndTag split_name(const std::string& name) {
  if (name.empty()) return {};
  const auto colon = name.rfind(':');
  if (colon == std::string::npos || name.find('/', colon) != std::string::npos) return {name, nothing};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

std::string platform_of(const ImageInspect& image) {
  if (image.os.empty()) return {};
  return fmt::format("{}/{}{}{}", image.os, image.architecture, image.variant.empty() ? "" : "/", image.variant);
}

std::string age_of(const ImageInspect& image, std::int64_t now) {
  const auto created = engine_api::parse_rfc3339(image.created);
  if (!created) return "N/A";
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(created->time_since_epoch()).count();
  return human_age(now - seconds) + " ago";
}

}  // namespace

Listing image_listing(const std::vector<ContainerSummary>& containers,
                      const std::map<std::string, ImageInspect>& images, std::int64_t now) {
  Listing listing;
  listing.columns = {{"CONTAINER", "ContainerName"}, {"REPOSITORY", "Repository"}, {"TAG", "Tag"},
                     {"PLATFORM", "Platform"},       {"IMAGE ID", "ShortID"},      {"SIZE", "HumanSize"},
                     {"CREATED", "CreatedSince"}};
  listing.style.narrowest = 20;
  listing.json_array = true;
  for (const auto& container : containers) {
    const auto found = images.find(container.image_id);
    const auto image = found == images.end() ? ImageInspect{} : found->second;
    const auto name = split_name(name_of(container, image));
    const auto id = container.image_id.substr(container.image_id.find(':') + 1);
    text_template::Fields row = {{"ID", container.image_id},       {"ContainerName", container.name()},
                                 {"Repository", name.repository},  {"Tag", name.tag},
                                 {"Platform", platform_of(image)}, {"Size", image.size},
                                 {"Created", image.created}};
    // For tables and templates only: methods are no part of the JSON.
    const auto shown = [&row](const char* field, std::string text) {
      row.emplace_back(field,
                       text_template::Method([text = std::move(text)](auto) { return text_template::Value(text); }));
    };
    shown("ShortID", id.substr(0, short_id));
    shown("HumanSize", decimal_size(static_cast<double>(image.size)));
    shown("CreatedSince", age_of(image, now));
    listing.rows.push_back(std::move(row));
  }
  return listing;
}

}  // namespace berth::ui
