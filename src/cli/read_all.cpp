#include "cli/read_all.h"

#include <fstream>
#include <iostream>
#include <sstream>

namespace vedette::cli {

Result<std::string> read_all(const std::string& path) {
  std::stringstream text;
  if (path == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorKind::kNotFound, path + ": cannot be read");
  }
  text << file.rdbuf();
  return text.str();
}

}  // namespace vedette::cli
