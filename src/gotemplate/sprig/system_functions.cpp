// What looks at the machine: the environment and names of hosts.
#include <array>
#include <cstdlib>
#include <string>

#include "gotemplate/function.h"

namespace vedette::gotemplate {

namespace {

std::string variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value != nullptr ? value : "";
}

Value env(Runtime& runtime, Arguments arguments) {
  return runtime.text(variable(arguments[0].as_string()));
}

bool is_special(char c) {
  return std::string_view("*#$@!?-0123456789").find(c) != std::string_view::npos;
}

bool is_name_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// os.getShellName: the name at the head of `text` (behind a "$"), and the bytes it takes.
std::string_view shell_name(std::string_view text, std::size_t& taken) {
  if (text[0] == '{') {
    if (text.size() > 2 && is_special(text[1]) && text[2] == '}') {
      taken = 3;
      return text.substr(1, 1);
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == '}') {
        taken = i + 1;
        return i == 1 ? std::string_view() : text.substr(1, i - 1);  // "${}": bad syntax, eaten
      }
    }
    taken = 1;  // "${": the same
    return {};
  }
  if (is_special(text[0])) {
    taken = 1;
    return text.substr(0, 1);
  }
  std::size_t i = 0;
  while (i < text.size() && is_name_character(text[i])) {
    ++i;
  }
  taken = i;
  return text.substr(0, i);
}

// os.Expand
Value expandenv(Runtime& runtime, Arguments arguments) {
  const std::string_view text = arguments[0].as_string();
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '$') {
      continue;
    }
    out += text.substr(copied, i - copied);
    std::size_t taken = 0;
    const std::string_view name = shell_name(text.substr(i + 1), taken);
    if (name.empty() && taken == 0) {
      out += '$';
    } else if (!name.empty()) {
      out += variable(name);
    }
    i += taken;
    copied = i + 1;
    if (!runtime.take(out.size())) {
      return Value();
    }
  }
  if (copied < text.size()) {
    out += text.substr(copied);
  }
  return runtime.text(out);
}

/// A message is written without asking the network: it must come out while the network is down, too.
Value get_host_by_name(Runtime& runtime, Arguments /*arguments*/) {
  return runtime.fail("templates do not ask the network for addresses");
}

}  // namespace

std::span<const Row> system_functions() {
  static constexpr std::array kRows = {
      Row{"env", "(string) string", env},
      Row{"expandenv", "(string) string", expandenv},
      Row{"getHostByName", "(string) string", get_host_by_name},
  };
  return kRows;
}

}  // namespace vedette::gotemplate
