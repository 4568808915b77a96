// How one container of `up` is created, replaced, kept or removed.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/up_state.hpp"

namespace berth::plan {

/// A container that is there, judged.
struct Candidate {
  const ContainerSummary* container = nullptr;
  std::int64_t number = 0;
  std::vector<Cause> causes;  ///< why it has to be made anew
  bool duplicate = false;     ///< another container has its number
};

/// A new container with this number.
void create_member(Up& up, const compose::Service& service, std::int64_t number, Cause cause);

/// The create call and what follows it directly: further networks, then files. Fills `before_start` and the reference
/// of `member`; the last step comes back.
StepIndex add_create(Up& up, const compose::Service& service, ContainerDraft draft, Member& member,
                     const Resource& resource);

/// create under another name → stop the old one → rename both; then the old one is removed while the new one starts.
/// When something that the old one holds on to is made anew, it stops first; when that is a volume, it is removed
/// first.
void replace_member(Up& up, const compose::Service& service, Candidate& candidate);

/// Stays, and gets what an interrupted run owes it: name, networks, files.
void keep_member(Up& up, const compose::Service& service, const Candidate& candidate);

/// Stop and remove.
void remove_container(Up& up, const ContainerSummary& container, Cause cause);

}  // namespace berth::plan
