#include "report/page.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <string>

#include "base/error.h"
#include "report/embedded.h"

namespace vedette::report {
namespace {

constexpr std::string_view kDetails = "details";

std::string_view embedded(std::string_view path) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path == path) {
      return file.text;
    }
  }
  VEDETTE_CHECK(false && "a part of the page is missing");
  return {};
}

/// The files of script/ in the order of their names, as one script with a scope of its own.
std::string script() {
  std::string out = "\"use strict\";\n{\n";
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path.starts_with("script/")) {
      out += file.text;
      out += '\n';
    }
  }
  return out + "}\n";
}

/// As a content security policy names an inline text: sha256-<base64>.
std::string policy_hash(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string encoded(4 * ((digest.size() + 2) / 3) + 1, '\0');
  encoded.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), digest.data(), static_cast<int>(digest.size()))));
  return "'sha256-" + encoded + "'";
}

/// Copies `page`, asking `part` for each {{name}}.
void fill(std::string_view page, const PagePart& part, Bytes& out) {
  while (true) {
    const std::size_t begin = page.find("{{");
    out.append(page.substr(0, begin));
    if (begin == std::string_view::npos) {
      return;
    }
    page.remove_prefix(begin + 2);
    const std::size_t end = page.find("}}");
    VEDETTE_CHECK(end != std::string_view::npos);
    part(page.substr(0, end), out);
    page.remove_prefix(end + 2);
  }
}

std::size_t details_place(std::string_view page) {
  const std::size_t place = page.find("{{details}}");
  VEDETTE_CHECK(place != std::string_view::npos);
  return place;
}

}  // namespace

void append_page_begin(Bytes& out) {
  const std::string_view page = embedded("page.html");
  const std::string_view style = embedded("report.css");
  fill(
      page.substr(0, details_place(page)),
      [&](std::string_view name, Bytes& to) {
        if (name == "policy") {
          to.append("default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src " + policy_hash(style) + "; script-src " +
                    policy_hash(script()));
        } else if (name == "style") {
          to.append(style);
        } else {
          VEDETTE_CHECK(false && "page.html names a part that is not there");
        }
      },
      out);
}

void append_page_end(Bytes& out, const PagePart& part) {
  const std::string_view page = embedded("page.html");
  fill(
      page.substr(details_place(page) + kDetails.size() + 4),
      [&](std::string_view name, Bytes& to) {
        if (name == "script") {
          to.append(script());
        } else {
          part(name, to);
        }
      },
      out);
}

}  // namespace vedette::report
