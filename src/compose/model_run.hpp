// What the parts of the model loader share while they work on one set of files. Not for use outside.
#pragma once

#include <map>
#include <set>
#include <string>

#include "compose/model_loader.hpp"
#include "compose/reset.hpp"

namespace berth::compose {

/// The services of a file that others extend, with their paths already seen from the extending file.
struct ExtendedFile {
  yaml::Node services;
  ResetPaths resets;
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
  struct Link;

  /// false: what it extends could not be read, which is told.
  bool extend(yaml::Node& services, const std::string& name);
  bool follow(const yaml::Node& service, Link& link);
  const ExtendedFile* open(const std::string& path, const std::string& absolute, Span span);
  bool closes_cycle(const std::vector<Link>& chain, const Link& link);

  ModelLoader& loader_;
  ModelLoader::Run& run_;
  const ResetPaths& resets_;
  std::set<std::pair<std::string, std::string>> cyclic_;  // file and service of the circles that were told
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
  FileSet file_set(const yaml::Node& entry);
  bool read_environment(const yaml::Node& entry, const std::string& directory, FileSet& set);
  bool closes_cycle(const FileSet& set, Span span);
  bool put_below(yaml::Node imported, yaml::Node& document);

  ModelLoader& loader_;
  const ModelLoader::Run& run_;
  const ResetPaths& resets_;
};

}  // namespace berth::compose
