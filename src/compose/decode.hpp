// A bound tree (compose/bind.hpp) as plain structs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compose/project.hpp"
#include "yaml/node.hpp"

namespace berth::compose {

Service decode_service(const std::string& name, const yaml::Node& node, Span span);
Build decode_build(const yaml::Node& node);
Deploy decode_deploy(const yaml::Node& node);
DeviceRequest decode_device_request(const yaml::Node& node);
FileReference decode_file_reference(const yaml::Node& node);
std::map<std::string, Ulimit> decode_ulimits(const yaml::Mapping& ulimits);
Port decode_port(const yaml::Node& node);
Mount decode_mount(const yaml::Node& node);
NetworkAttachment decode_attachment(const yaml::Node& node);

/// The keys of those attributes (paths below `node`) that are there.
Places decode_places(const yaml::Node& node, std::span<const std::string_view> paths);

Network decode_network(const yaml::Entry& entry);
Volume decode_volume(const yaml::Entry& entry);
FileObject decode_file_object(const yaml::Entry& entry);
Model decode_model(const yaml::Entry& entry);

}  // namespace berth::compose
