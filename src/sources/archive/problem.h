// Something of the input that could not be read: reported, counted, never fatal.
#pragma once

#include <cstdint>
#include <string>

namespace vedette::sources {

struct Problem {
  std::string path;
  std::string message;  // a clause: what is wrong and where, "the gzip data ends early, at byte 1234 of the file"
};

}  // namespace vedette::sources
