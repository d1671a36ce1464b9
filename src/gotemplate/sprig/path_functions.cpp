// Go's path and path/filepath (on Unix, where they are alike).
#include <algorithm>
#include <array>

#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

/// path.Clean
std::string clean_path(std::string_view path) {
  if (path.empty()) {
    return ".";
  }
  const bool rooted = path[0] == '/';
  std::string out = rooted ? "/" : "";
  std::size_t floor = out.size();  // where ".." cannot go back behind
  std::size_t at = rooted ? 1 : 0;
  while (at < path.size()) {
    std::size_t end = path.find('/', at);
    end = end == std::string_view::npos ? path.size() : end;
    const std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == "..") {
      if (out.size() > floor) {
        const std::size_t slash = out.rfind('/');
        out.resize(slash == std::string::npos || slash + 1 < floor ? floor : std::max(slash, floor));
      } else if (!rooted) {
        out += out.empty() ? ".." : "/..";
        floor = out.size();
      }
      continue;
    }
    if (!out.empty() && out.back() != '/') {
      out += '/';
    }
    out += part;
  }
  return out.empty() ? "." : out;
}

Value base(Runtime& runtime, Arguments arguments) {
  std::string_view path = arguments[0].as_string();
  if (path.empty()) {
    return Value::string(".");
  }
  while (path.ends_with('/')) {
    path.remove_suffix(1);
  }
  if (const std::size_t slash = path.rfind('/'); slash != std::string_view::npos) {
    path.remove_prefix(slash + 1);
  }
  return path.empty() ? Value::string("/") : runtime.text(path);
}

Value dir(Runtime& runtime, Arguments arguments) {
  const std::string_view path = arguments[0].as_string();
  const std::size_t slash = path.rfind('/');
  return runtime.text(clean_path(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash + 1)));
}

Value clean(Runtime& runtime, Arguments arguments) {
  return runtime.text(clean_path(arguments[0].as_string()));
}

Value ext(Runtime& /*runtime*/, Arguments arguments) {
  const std::string_view path = arguments[0].as_string();
  const std::size_t found = path.find_last_of("./");
  return Value::string(found == std::string_view::npos || path[found] == '/' ? std::string_view("") : path.substr(found));
}

Value is_abs(Runtime& /*runtime*/, Arguments arguments) {
  return Value::boolean(arguments[0].as_string().starts_with('/'));
}

}  // namespace

std::span<const Row> path_functions() {
  static constexpr std::array kRows = {
      Row{"base", "(string) string", base},     Row{"clean", "(string) string", clean}, Row{"dir", "(string) string", dir},
      Row{"ext", "(string) string", ext},       Row{"isAbs", "(string) bool", is_abs},  Row{"osBase", "(string) string", base},
      Row{"osClean", "(string) string", clean}, Row{"osDir", "(string) string", dir},   Row{"osExt", "(string) string", ext},
      Row{"osIsAbs", "(string) bool", is_abs},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
