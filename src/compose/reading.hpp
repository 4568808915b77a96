// What every stage of one load works with.
#pragma once

#include "base/budget.hpp"
#include "base/diagnostic.hpp"
#include "base/source.hpp"
#include "compose/file_system.hpp"

namespace berth::compose {

struct Reading {
  const FileSystem& disk;
  SourceFiles& files;        ///< all that was read
  Diagnostics& diagnostics;  ///< all that is wrong with it
  Budget& budget;            ///< all that it may cost
};

}  // namespace berth::compose
