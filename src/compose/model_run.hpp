// What the parts of the model loader share while they work on one set of files. Not for use outside.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compose/model_loader.hpp"
#include "compose/reset.hpp"

namespace berth::compose {

/// The services of a file that others extend, with their paths already seen from the extending file.
struct ExtendedFile {
  yaml::Node services;
  ServiceResets resets;
};

struct ModelLoader::Run {
  const FileSet& set;
  const Run* includer = nullptr;  ///< the set whose file includes this one
  std::string file;               ///< the one being read
  std::map<std::string, ExtendedFile> extended;
};

/// `extends` of every service of a document, replaced by what it means (compose-spec 05-services: extends).
class Extender {
 public:
  Extender(ModelLoader& loader, ModelLoader::Run& run, const ResetPaths& resets)
      : loader_(loader), run_(run), resets_(resets) {}

  void apply(yaml::Node& document);

 private:
  /// A service where a chain passes: where it stands and what it extends.
  struct Link {
    std::string name;
    std::string file;                       ///< absolute
    yaml::Node* services = nullptr;         ///< all of that file
    yaml::Node* service = nullptr;          ///< the one of that name among them
    const ServiceResets* resets = nullptr;  ///< of that file, to be applied to what it extends
    Span span;                              ///< of the reference to it
  };

  /// One service over the one that it extends.
  struct Step {
    Link link;
    const yaml::Node* base = nullptr;
    std::string base_name;
    Span place;  ///< of the reference
  };

  void follow_chain(Link first);
  bool follow(const yaml::Node& service, Link& link);
  void charge();
  void take_over(const Step& step);
  ExtendedFile* open(const std::string& path, const std::string& absolute, Span span);
  void report_cycle(const std::vector<Link>& chain, const Link& again);

  ModelLoader& loader_;
  ModelLoader::Run& run_;
  const ResetPaths& resets_;
  std::unordered_map<const yaml::Node*, bool> met_;  // services of chains; false: what they extend could not be read
  std::vector<Step> steps_;                          // bases before those who extend them
};

/// `include` of a document: other projects, read on their own and put below the document (compose-spec 14-include).
class Includer {
 public:
  Includer(ModelLoader& loader, const ModelLoader::Run& run, const ResetPaths& resets)
      : loader_(loader), run_(run), resets_(resets) {}

  void apply(yaml::Node& document);

 private:
  /// false: something of it could not be read, which is told.
  bool include(const yaml::Node& entry, yaml::Node& document);
  void read_files(const yaml::Node& entry);
  [[nodiscard]] std::string absolute(const std::string& path) const;
  [[nodiscard]] std::string key_of(const yaml::Node& entry) const;
  void require(const std::string& key, std::size_t times, Span span) const;
  FileSet file_set(const yaml::Node& entry);
  bool read_environment(const yaml::Node& entry, const std::string& directory, FileSet& set);
  bool closes_cycle(const FileSet& set, Span span);
  bool put_below(yaml::Node imported, yaml::Node& document);

  ModelLoader& loader_;
  const ModelLoader::Run& run_;
  const ResetPaths& resets_;
};

}  // namespace berth::compose
