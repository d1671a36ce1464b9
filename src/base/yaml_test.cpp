#include "base/yaml.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/yaml_scalar.h"

namespace vedette {
namespace {

struct Parsed {
  Diagnostics diagnostics;
  YamlFile file;
};

Parsed parse(std::string text, YamlLimits limits = {}) {
  Diagnostics diagnostics;
  YamlFile file = YamlFile::parse(std::make_shared<SourceFile>("t.yaml", std::move(text)), diagnostics, limits);
  return {std::move(diagnostics), std::move(file)};
}

std::string errors(const Parsed& parsed) {
  std::string out;
  for (const Diagnostic& d : parsed.diagnostics.all()) {
    LineColumn at = d.file->position(d.span.begin);
    out += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + d.message + "\n";
  }
  return out;
}

const YamlNode& value(const Parsed& parsed, std::string_view key, std::size_t document = 0) {
  return *parsed.file.documents().at(document).root->find(key)->value;
}

std::string place(const SourceText& text, std::string_view part) {
  std::size_t at = text.text().find(part);
  EXPECT_NE(at, std::string::npos) << part << " in " << text.text();
  LineColumn where = text.file()->position(text.file_offset(at));
  return std::to_string(where.line) + ":" + std::to_string(where.column);
}

TEST(Yaml, ReadsKindsAndStyles) {
  Parsed p = parse("a: plain\nb: 'single'\nc: \"double\"\nd: |\n  one\n  two\ne: >-\n  one\n  two\nf: [1, x]\ng: {h: ~}\ni:\n");
  EXPECT_EQ(errors(p), "");
  EXPECT_EQ(value(p, "a").style, YamlStyle::kPlain);
  EXPECT_EQ(value(p, "b").style, YamlStyle::kSingleQuoted);
  EXPECT_EQ(value(p, "c").style, YamlStyle::kDoubleQuoted);
  EXPECT_EQ(value(p, "d").text, "one\ntwo\n");
  EXPECT_EQ(value(p, "d").style, YamlStyle::kLiteral);
  EXPECT_EQ(value(p, "e").text, "one two");
  EXPECT_EQ(value(p, "e").style, YamlStyle::kFolded);
  EXPECT_EQ(value(p, "f").items.size(), 2u);
  EXPECT_TRUE(value(p, "g").find("h")->value->is_null());
  EXPECT_TRUE(value(p, "i").is_null());
}

TEST(Yaml, OffsetsLeadBackToTheFile) {
  Parsed p = parse(
      "filter: |\n  evt.A == 'x' &&\n    evt.B\n\n  || evt.C   \n"
      "folded: >-\n  one\n  two\n\n  three\n    more\n"
      "plain: one two\n  three # not this\n"
      "double: \"a\\tb\\u00e9c\n  d \\\n  e\"\n"
      "single: 'it''s\n  so'\n");
  EXPECT_EQ(errors(p), "");
  SourceText filter = value(p, "filter").source();
  EXPECT_EQ(filter.text(), "evt.A == 'x' &&\n  evt.B\n\n|| evt.C   \n");
  EXPECT_EQ(place(filter, "evt.A"), "2:3");
  EXPECT_EQ(place(filter, "evt.B"), "3:5");
  EXPECT_EQ(place(filter, "evt.C"), "5:6");
  SourceText folded = value(p, "folded").source();
  EXPECT_EQ(folded.text(), "one two\nthree\n  more");
  EXPECT_EQ(place(folded, "two"), "8:3");
  EXPECT_EQ(place(folded, "three"), "10:3");
  EXPECT_EQ(place(folded, "more"), "11:5");
  EXPECT_EQ(place(value(p, "plain").source(), "three"), "13:3");
  SourceText quoted = value(p, "double").source();
  EXPECT_EQ(quoted.text(),
            "a\tb\xC3\xA9"
            "c d e");
  EXPECT_EQ(place(quoted, "\xC3\xA9"), "14:14");
  EXPECT_EQ(place(quoted, "c"), "14:20");
  EXPECT_EQ(place(quoted, "d"), "15:3");
  EXPECT_EQ(place(quoted, "e"), "16:3");
  SourceText single = value(p, "single").source();
  EXPECT_EQ(single.text(), "it's so");
  EXPECT_EQ(place(single, "s so"), "17:14");
  EXPECT_EQ(place(single, "so"), "18:3");
}

TEST(Yaml, EveryWordOfTheBundledFilesLeadsBack) {
  std::size_t scalars = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(std::string(VEDETTE_SOURCE_DIR) + "/hub")) {
    if (entry.path().extension() != ".yaml" && entry.path().extension() != ".yml") {
      continue;
    }
    std::ifstream in(entry.path(), std::ios::binary);
    Parsed p = parse(std::string(std::istreambuf_iterator<char>(in), {}));
    EXPECT_EQ(errors(p), "") << entry.path();
    auto walk = [&](auto& self, const YamlNode& node) -> void {
      if (node.is_scalar()) {
        ++scalars;
        SourceText text = node.source();
        for (std::uint32_t i = 0; i < text.text().size(); ++i) {
          char c = text.text()[i];
          if (node.style != YamlStyle::kDoubleQuoted && c != ' ' && c != '\n') {
            ASSERT_EQ(text.file()->text()[text.file_offset(i)], c) << entry.path() << ": " << text.text();
          }
        }
      }
      for (const YamlNode* item : node.items) {
        self(self, *item);
      }
      for (const YamlEntry& e : node.entries) {
        self(self, *e.key);
        self(self, *e.value);
      }
    };
    for (const YamlDocument& document : p.file.documents()) {
      walk(walk, *document.root);
    }
  }
  EXPECT_GT(scalars, 100u);
}

TEST(Yaml, ResolvesAsYamlV2) {
  Parsed p = parse("a: yes\nb: 'yes'\nc: 010\nd: 0x1f\ne: 1_000\nf: 1.5e3\ng: 08\nh: !!str 5\ni: -0b11\nj: .inf\nk: Off\nl: 18446744073709551615\n");
  EXPECT_EQ(yaml_bool(value(p, "a")), true);
  EXPECT_EQ(yaml_bool(value(p, "b")), std::nullopt);
  EXPECT_EQ(yaml_integer(value(p, "c")), 8);
  EXPECT_EQ(yaml_integer(value(p, "d")), 31);
  EXPECT_EQ(yaml_integer(value(p, "e")), 1000);
  EXPECT_EQ(yaml_float(value(p, "f")), 1500.0);
  EXPECT_EQ(yaml_integer(value(p, "f")), 1500);
  EXPECT_EQ(resolve_yaml(value(p, "g")).type, YamlType::kFloat);
  EXPECT_EQ(resolve_yaml(value(p, "h")).type, YamlType::kString);
  EXPECT_EQ(yaml_integer(value(p, "i")), -3);
  EXPECT_EQ(resolve_yaml(value(p, "j")).type, YamlType::kFloat);
  EXPECT_EQ(yaml_bool(value(p, "k")), false);
  EXPECT_EQ(resolve_yaml(value(p, "l")).type, YamlType::kUnsigned);
}

TEST(Yaml, ReadsDocumentsAfterABrokenOne) {
  Parsed p = parse("a: 1\n---\nb: [\n---\nc: 3\n---\n");
  ASSERT_EQ(p.file.documents().size(), 4u);
  EXPECT_FALSE(p.file.documents()[0].failed);
  EXPECT_TRUE(p.file.documents()[1].failed);
  EXPECT_EQ(value(p, "c", 2).text, "3");
  EXPECT_TRUE(p.file.documents()[3].root->is_null());
  EXPECT_EQ(p.diagnostics.error_count(), 1u);
}

TEST(Yaml, RefusesDuplicateKeys) {
  Parsed p = parse("a: 1\nb: 2\na: 3\n---\na: 1\n");
  EXPECT_EQ(errors(p), "3:1 key `a` stands twice in this mapping\n");
  EXPECT_TRUE(p.file.documents()[0].failed);
  EXPECT_FALSE(p.file.documents()[1].failed);
}

TEST(Yaml, MergesMappings) {
  Parsed p = parse("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [{c: 1}, {c: 2, d: 4}]}\n");
  EXPECT_EQ(errors(p), "");
  EXPECT_EQ(value(p, "y").find("a")->value->text, "1");
  EXPECT_EQ(value(p, "y").find("b")->value->text, "3");
  EXPECT_EQ(value(p, "z").find("c")->value->text, "1");
  EXPECT_EQ(value(p, "z").find("d")->value->text, "4");
  EXPECT_EQ(errors(parse("a: {<<: 3}\n")), "1:9 `<<` takes a mapping or a list of mappings\n");
}

TEST(Yaml, SaysWhatIsWrong) {
  EXPECT_EQ(errors(parse("a: |\n\tx\n")), "2:1 a tab cannot indent YAML\n");
  EXPECT_EQ(errors(parse("a:\n  b: 1\n\tc: 2\n")), "3:1 a tab cannot indent YAML\n");
  EXPECT_EQ(errors(parse("a: b: c\n")), "1:5 a second `:` in one line\n");
  EXPECT_EQ(errors(parse("a: true\n  b: c\n")), "2:3 this line is indented as if it belonged to a key, but the line above it is complete\n");
  EXPECT_EQ(errors(parse("a: \"x\"\n  - b: c\n")), "2:3 this line is indented as if it belonged to a key, but the line above it is complete\n");
  EXPECT_EQ(errors(parse("a: \"x\n")), "1:4 this quote is not closed\n");
  EXPECT_EQ(errors(parse("a: {b: 1\nc: 2\n")), "2:2 a `{` before this is not closed by `}`\n");
  EXPECT_EQ(errors(parse("a: @x\n")), "1:4 a value cannot begin with `@`\n");
  EXPECT_EQ(errors(parse("a: *x\n")), "1:4 this alias names no anchor\n");
}

TEST(Yaml, IsBounded) {
  EXPECT_EQ(errors(parse("a: &a [*a]\n")), "1:8 this anchor contains itself\n");
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    std::string below = "*a" + std::to_string(i - 1);
    std::string name = std::to_string(i);
    laughs += "a" + name + ": &a" + name + " [";
    for (int k = 0; k < 9; ++k) {
      laughs += below + " , ";
    }
    laughs += below + " ]\n";
  }
  EXPECT_NE(errors(parse(laughs)).find("aliases expand to more than"), std::string::npos);
  EXPECT_NE(errors(parse(std::string(100'000, '['))).find("nesting"), std::string::npos);
  EXPECT_NE(errors(parse(std::string(300, '[') + std::string(300, ']'))).find("more than 256 levels"), std::string::npos);
  YamlLimits small;
  small.max_bytes = 4;
  EXPECT_NE(errors(parse("a: 123", small)).find("more than the 4"), std::string::npos);
}

}  // namespace
}  // namespace vedette
