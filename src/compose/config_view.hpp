// What `berth config` prints, as text: equal to Docker Compose's `config` byte by byte.
#pragma once

#include <string>
#include <vector>

#include "compose/load.hpp"
#include "compose/present.hpp"

namespace berth::compose {

/// The whole project. Dollar signs are doubled, so that the text can be loaded again.
std::string config_text(const LoadResult& result, Format format);

/// An override file with the images of the services and nothing else (--lock-image-digests).
std::string images_text(const LoadResult& result, Format format);

/// The canonical tree before variables and types (--no-interpolate): keys sorted, dollar signs as they are.
std::string model_text(const LoadResult& result, Format format);

/// Keys of a top-level section of the selected part, sorted: services, volumes, networks.
std::vector<std::string> section_names(const LoadResult& result, const std::string& section);

/// The image of every service, <project>-<service> where only a build is given; sorted.
std::vector<std::string> image_names(const LoadResult& result);

/// What each model runs (`models.*.model`), sorted.
std::vector<std::string> model_names(const LoadResult& result);

/// The selected services that `wanted` names: "*" for all, otherwise names separated by commas. Throws berth::Error for
/// a name that is not selected.
std::vector<std::string> hashed_services(const LoadResult& result, const std::string& wanted);

/// NAME=value of every variable that the files were read with.
std::vector<std::string> environment_lines(const LoadResult& result);

/// The table of --variables: every variable of the files with what it falls back to.
std::string variables_table(const LoadResult& result);
std::string variables_json(const LoadResult& result);

}  // namespace berth::compose
