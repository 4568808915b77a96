#include "ui/volume_list.hpp"

namespace berth::ui {
namespace {

constexpr auto unknown = "N/A";  // what only a swarm or a measurement would tell

std::string labels_of(const engine_api::VolumeSummary& volume) {
  std::string out;
  for (const auto& [key, value] : volume.labels) out += (out.empty() ? "" : ",") + key + "=" + value;
  return out;
}

text_template::Method label_method(const engine_api::VolumeSummary& volume) {
  return [labels = volume.labels](std::span<const text_template::Value> arguments) -> text_template::Value {
    const auto* key = arguments.empty() ? nullptr : arguments.front().text();
    const auto found = key == nullptr ? labels.end() : labels.find(*key);
    return found == labels.end() ? std::string() : found->second;
  };
}

}  // namespace

Listing volume_listing(const std::vector<engine_api::VolumeSummary>& volumes) {
  Listing listing;
  listing.columns = {{"DRIVER", "Driver"}, {"VOLUME NAME", "Name"}};
  listing.style.narrowest = 10;
  for (const auto& volume : volumes) {
    listing.rows.push_back({{"Availability", unknown},
                            {"Driver", volume.driver},
                            {"Group", unknown},
                            {"Label", label_method(volume)},
                            {"Labels", labels_of(volume)},
                            {"Links", unknown},
                            {"Mountpoint", volume.mountpoint},
                            {"Name", volume.name},
                            {"Scope", volume.scope.empty() ? std::string("local") : volume.scope},
                            {"Size", unknown},
                            {"Status", unknown}});
  }
  return listing;
}

}  // namespace berth::ui
