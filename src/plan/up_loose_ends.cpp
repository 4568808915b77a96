// Edges of `up` between steps of different services that would get into each other's way: names and host ports.
#include <algorithm>
#include <tuple>

#include "compose/port_syntax.hpp"
#include "plan/up_state.hpp"

namespace berth::plan {

namespace {

/// The name that a step gives to a container; empty for other steps.
std::string given_name(const Operation& operation) {
  if (const auto* create = std::get_if<CreateContainer>(&operation)) return create->request.name;
  if (const auto* rename = std::get_if<RenameContainer>(&operation)) return rename->new_name;
  return "";
}

std::optional<StepIndex> freed_by(const Up& up, const std::string& name) {
  for (const auto& container : up.observed.containers) {
    if (container.name() != name) continue;
    if (const auto step = up.renames.find(container.id); step != up.renames.end()) return step->second;
    if (const auto step = up.removals.find(container.id); step != up.removals.end()) return step->second;
  }
  return std::nullopt;
}

/// Host ports that a service asks for by number.
struct HostPorts {
  compose::PortRange range;
  std::string protocol;

  [[nodiscard]] bool is_range() const { return range.first != range.last; }
  [[nodiscard]] bool overlaps(const HostPorts& other) const {
    return protocol == other.protocol && range.first <= other.range.last && other.range.first <= range.last;
  }
  [[nodiscard]] bool covers(const engine_api::Port& port) const {
    return port.public_port != 0 && protocol == port.protocol && range.first <= port.public_port &&
           port.public_port <= range.last;
  }
};

std::vector<HostPorts> host_ports(const compose::Service& service) {
  std::vector<HostPorts> ports;
  for (const auto& port : service.ports) {
    const auto range = compose::parse_port_range(port.published);
    if (range && range->first != 0) ports.push_back({*range, port.protocol});
  }
  return ports;
}

bool holds_any(const ContainerSummary& container, const std::vector<HostPorts>& wanted) {
  return std::ranges::any_of(container.ports, [&](const engine_api::Port& port) {
    return std::ranges::any_of(wanted, [&](const HostPorts& ports) { return ports.covers(port); });
  });
}

/// A container that stops in this plan gives its ports free before another one that asks for them starts.
void wait_for_stops(Up& up, StepIndex start, const std::vector<HostPorts>& wanted) {
  for (const auto& container : up.observed.containers) {
    const auto stop = up.stops.find(container.id);
    if (stop != up.stops.end() && holds_any(container, wanted)) up.builder.need(start, stop->second);
  }
}

/// Engines race when two containers look for a free port of one range at the same time: these start in turn.
class RangeQueue {
 public:
  void enter(PlanBuilder& builder, StepIndex start, const std::vector<HostPorts>& wanted) {
    for (const auto& ports : wanted) {
      for (const auto& [taken, earlier] : taken_) {
        if ((ports.is_range() || taken.is_range()) && ports.overlaps(taken)) builder.need(start, earlier, false);
      }
    }
    for (const auto& ports : wanted) taken_.emplace_back(ports, start);
  }

 private:
  std::vector<std::pair<HostPorts, StepIndex>> taken_;
};

}  // namespace

void connect_names(Up& up) {
  for (StepIndex step = 0; step < up.builder.plan().steps.size(); ++step) {
    const auto name = given_name(up.builder.plan().steps[step].operation);
    if (name.empty()) continue;
    if (const auto freed = freed_by(up, name)) up.builder.need(step, *freed);
  }
}

void connect_ports(Up& up) {
  RangeQueue queue;
  for (const auto& name : up.selection.ordered) {
    const auto wanted = host_ports(up.service(name));
    if (wanted.empty()) continue;
    for (const auto& member : up.members[name]) {
      if (!member.start_call) continue;
      wait_for_stops(up, *member.start_call, wanted);
      queue.enter(up.builder, *member.start_call, wanted);
    }
  }
}

}  // namespace berth::plan
