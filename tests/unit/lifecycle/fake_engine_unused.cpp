// The calls that the lifecycle does not make (yet): a test that meets one fails by it.
#include "unit/lifecycle/fake_engine.hpp"

namespace berth::test {
namespace {

[[noreturn]] void unused(const char* call) {
  throw engine_error(engine::ErrorKind::protocol, std::string("the fake engine has no ") + call);
}

}  // namespace

awaitable<engine_api::EngineInfo> FakeEngine::info(engine::Deadline) {
  unused("info");
}
awaitable<void> FakeEngine::restart_container(std::string, engine::StopOptions, engine::Deadline) {
  unused("restart");
}
awaitable<void> FakeEngine::pause_container(std::string, engine::Deadline) {
  unused("pause");
}
awaitable<void> FakeEngine::unpause_container(std::string, engine::Deadline) {
  unused("unpause");
}
awaitable<void> FakeEngine::resize_container(std::string, engine::ConsoleSize, engine::Deadline) {
  unused("resize");
}
awaitable<engine_api::Processes> FakeEngine::top_container(std::string, engine::Deadline) {
  unused("top");
}
awaitable<std::unique_ptr<engine::StatsStream>> FakeEngine::container_stats(std::string, bool, engine::Deadline) {
  unused("stats");
}
awaitable<std::unique_ptr<engine::AttachedStream>> FakeEngine::attach_container(std::string, engine::AttachOptions,
                                                                                engine::Deadline) {
  unused("attach");
}
awaitable<std::unique_ptr<engine::OutputStream>> FakeEngine::get_archive(std::string, std::string, engine::Deadline) {
  unused("get_archive");
}
awaitable<engine_api::PathStat> FakeEngine::stat_path(std::string, std::string, engine::Deadline) {
  unused("stat_path");
}
awaitable<void> FakeEngine::start_exec_detached(std::string, bool, engine::Deadline) {
  unused("start_exec_detached");
}
awaitable<void> FakeEngine::resize_exec(std::string, engine::ConsoleSize, engine::Deadline) {
  unused("resize_exec");
}
awaitable<std::string> FakeEngine::registry_digest(std::string, engine_api::RegistryAuth, engine::Deadline) {
  unused("registry_digest");
}
awaitable<std::vector<std::string>> FakeEngine::load_image(std::unique_ptr<engine::ByteSource>, engine::Deadline) {
  unused("load_image");
}
awaitable<void> FakeEngine::tag_image(std::string, std::string, std::string, engine::Deadline) {
  unused("tag_image");
}
awaitable<std::vector<engine_api::ImageDeleted>> FakeEngine::remove_image(std::string, bool, engine::Deadline) {
  unused("remove_image");
}
awaitable<void> FakeEngine::push_image(std::string, engine_api::RegistryAuth, engine::ProgressHandler) {
  unused("push_image");
}

awaitable<std::string> FakeEngine::solve_image(engine_api::BuildOptions, engine::BuildOffers, engine::ProgressHandler) {
  unused("solve_image");
}

awaitable<std::string> FakeEngine::build_image(engine_api::BuildOptions, std::unique_ptr<engine::ByteSource>,
                                               engine::ProgressHandler, engine::Deadline) {
  unused("build_image");
}
awaitable<void> FakeEngine::connect_network(std::string, std::string, engine_api::EndpointSettings, engine::Deadline) {
  unused("connect_network");
}
awaitable<void> FakeEngine::disconnect_network(std::string, std::string, bool, engine::Deadline) {
  unused("disconnect_network");
}
awaitable<engine_api::VolumeSummary> FakeEngine::inspect_volume(std::string, engine::Deadline) {
  unused("inspect_volume");
}

}  // namespace berth::test
