#include "grok/matcher.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <set>
#include <sstream>

#include "base/regex.h"
#include "base/yaml.h"
#include "grok/expand.h"
#include "grok/pattern.h"
#include "grok/usual.h"

namespace vedette::grok {
namespace {

using Kind = RegexNode::Kind;
using Random = std::mt19937;

/// Texts that an expression matches, more or less: what assertions demand is not heeded.
class Sampler {
 public:
  explicit Sampler(Random& random) : random_(random) {}

  std::string sample(const RegexNode& node) {
    out_.clear();
    add(node);
    return out_;
  }

 private:
  void add(const RegexNode& node) {
    if (out_.size() > 600) {
      return;
    }
    switch (node.kind) {
      case Kind::kLiteral:
        out_ += node.text;
        break;
      case Kind::kSet:
        add_character(node.set);
        break;
      case Kind::kSequence:
      case Kind::kGroup:
        for (const auto& child : node.children) {
          add(*child);
        }
        break;
      case Kind::kAlternation:
        add(*node.children[random_() % node.children.size()]);
        break;
      case Kind::kRepeat: {
        const std::uint32_t room = std::min<std::uint32_t>(node.max - node.min, random_() % 8 == 0 ? 12 : 3);
        for (std::uint32_t i = node.min + static_cast<std::uint32_t>(random_() % (room + 1)); i > 0; --i) {
          add(*node.children.front());
        }
        break;
      }
      default:
        break;
    }
  }

  void add_character(const AsciiSet& set) {
    constexpr std::string_view kLikely = "aZ09 -.:/\"[]_x";
    if (set.size() == 0) {
      return;
    }
    for (int tries = 0; tries < 200; ++tries) {
      const char c = set.size() > 60 && tries < 20 ? kLikely[random_() % kLikely.size()] : static_cast<char>(random_() % 128);
      if (set.contains(static_cast<unsigned char>(c))) {
        out_ += c;
        return;
      }
    }
    out_ += static_cast<char>(set.first());
  }

  Random& random_;
  std::string out_;
};

void mutate(std::string& text, Random& random) {
  constexpr std::string_view kOther = " :.-/\"\n0a[";
  for (unsigned k = random() % 4; k > 0; --k) {
    const std::size_t at = text.empty() ? 0 : random() % text.size();
    switch (random() % 7) {
      case 0:
        text.resize(at);
        break;
      case 1:
        text.erase(0, at);
        break;
      case 2:
        text.insert(at, 1, kOther[random() % kOther.size()]);
        break;
      case 3:
        text.erase(at, 1 + random() % 3);
        break;
      case 4:
        text.insert(at, text.substr(random() % (text.size() + 1), random() % 12));
        break;
      case 5:
        text.insert(0, text.substr(0, random() % 40) + " ");
        break;
      default:
        if (!text.empty()) {
          text[at] = static_cast<char>(random() % 128);
        }
    }
  }
}

struct Tally {
  std::size_t matches = 0;
  std::size_t misses = 0;
  std::size_t undecided = 0;
};

/// An expression as both engines have it.
class Pair {
 public:
  explicit Pair(const std::string& regex) : regex_(regex), plain_(regex, quiet()), ours_(Matcher::compile(regex)) {}

  [[nodiscard]] bool usable() const { return plain_.ok() && ours_ != nullptr; }
  [[nodiscard]] bool good() const { return plain_.ok(); }
  [[nodiscard]] const Matcher& ours() const { return *ours_; }

  /// False: they disagree, which has been said.
  bool agree_on(const std::string& text, Tally& tally) {
    const std::size_t groups = static_cast<std::size_t>(plain_.NumberOfCapturingGroups()) + 1;
    if (ours_->slots() != 2 * groups) {
      ADD_FAILURE() << "groups of " << regex_;
      return false;
    }
    found_.assign(groups, {});
    slots_.assign(2 * groups, 7);
    // A little effort is to find the same as much of it.
    const Matcher::Outcome at_once = ours_->match(text, slots_, Matcher::Effort::kLittle);
    const std::vector<std::uint32_t> at_once_slots = slots_;
    const Matcher::Outcome outcome = ours_->match(text, slots_);
    if (at_once != Matcher::Outcome::kUndecided && (at_once != outcome || (outcome == Matcher::Outcome::kMatch && at_once_slots != slots_))) {
      ADD_FAILURE() << "efforts differ: " << regex_ << "\ntext: " << testing::PrintToString(text);
      return false;
    }
    if (outcome == Matcher::Outcome::kUndecided) {
      ++tally.undecided;
      return true;
    }
    const bool expected = plain_.Match(text, 0, text.size(), re2::RE2::UNANCHORED, found_.data(), static_cast<int>(groups));
    bool same = expected == (outcome == Matcher::Outcome::kMatch);
    for (std::size_t i = 0; same && expected && i < groups; ++i) {
      const bool set = found_[i].data() != nullptr;
      const auto begin = set ? static_cast<std::uint32_t>(found_[i].data() - text.data()) : Matcher::kUnset;
      const auto end = set ? static_cast<std::uint32_t>(begin + found_[i].size()) : Matcher::kUnset;
      same = slots_[2 * i] == begin && slots_[2 * i + 1] == end;
    }
    ++(expected ? tally.matches : tally.misses);
    if (!same) {
      ADD_FAILURE() << "expression: " << regex_ << "\ntext: " << testing::PrintToString(text) << "\nRE2: " << expected << describe();
    }
    return same;
  }

 private:
  static re2::RE2::Options quiet() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(64 << 20);
    return options;
  }
  [[nodiscard]] std::string describe() const {
    std::string out;
    for (std::size_t i = 0; i < found_.size() && i < 10; ++i) {
      out += "\n  " + (found_[i].data() != nullptr ? testing::PrintToString(std::string(found_[i])) : std::string("unset")) + " / " +
             std::to_string(slots_[2 * i]) + ".." + std::to_string(slots_[2 * i + 1]);
    }
    return out;
  }

  std::string regex_;
  re2::RE2 plain_;
  std::unique_ptr<const Matcher> ours_;
  std::vector<re2::StringPiece> found_;
  std::vector<std::uint32_t> slots_;
};

/// How often a sample of `regex` is tried, in variations.
bool compare_samples(const std::string& regex, int samples, Random& random, Tally& tally) {
  Pair pair(regex);
  if (!pair.usable()) {
    return true;
  }
  const RegexTree tree = parse_regex(regex);
  Sampler sampler(random);
  for (int i = 0; i < samples; ++i) {
    std::string text = sampler.sample(*tree.root);
    if (i % 3 != 0) {
      mutate(text, random);
    }
    if (!pair.agree_on(text, tally)) {
      return false;
    }
  }
  return true;
}

struct Forms {
  std::string whole;
  std::string complete;
  std::string usual;
};

std::optional<Forms> forms_of(const SourceText& text, const PatternSet& patterns) {
  Expansion expansion;
  Diagnostics diagnostics;
  if (!expand(text, patterns, diagnostics, expansion)) {
    return std::nullopt;
  }
  std::vector<bool> wanted(expansion.groups + 1, false);
  for (const Capture& capture : expansion.captures) {
    wanted[capture.group] = true;
  }
  SlimRegex slim = slim_regex(expansion, wanted);
  Forms out;
  out.whole = translate_go_regex(expansion.regex).value_or("");
  out.complete = translate_go_regex(slim.complete).value_or("");
  out.usual = translate_go_regex(slim.usual).value_or("");
  return out;
}

TEST(Matcher, agrees_on_chosen_expressions) {
  constexpr const char* kExpressions[] = {"",
                                          "a",
                                          "abc",
                                          "a|ab",
                                          "(a|ab)(c|bcd)(d*)",
                                          "(a+)(b+)?(c)?$",
                                          "^(\\w+)\\s(.*?)=(.*)$",
                                          "(.*),(.*)",
                                          "(.*?),(.*?)$",
                                          "(?:(a)|b)*",
                                          "((a)|(b))+c",
                                          "\\b\\w+\\b",
                                          "\\b(\\w*?)\\b",
                                          "\\B.\\B",
                                          " +\\b(x|y)?",
                                          "(a{2,3})(a{1,2}?)(a*)",
                                          "(?:ab){2,3}(a?)",
                                          "(?:ab){0,3}?(a?)",
                                          "(?:a|bc){2,}(c?)",
                                          "(x{0})(y?)",
                                          "[^\"]*\"([^\"]*)\"",
                                          "(?i)k(s)[a-c]\\w",
                                          "(?i:abc)d(?-i:E)",
                                          "(?s)a(.+)b",
                                          "(?m)^(\\w+)$",
                                          "(?m)(.*)$",
                                          "a$",
                                          "$a",
                                          "^^a|b",
                                          "a^b",
                                          "(|a)b",
                                          "(a|)b",
                                          "(a|b|c|d|ab|e|f|g|h|i|abc|j|k|l|m|n|o|p|q|r)x?",
                                          "[[:alpha:]_-]+[[:^digit:]]",
                                          "[]a]+[^]a]",
                                          "[a\\d-]+x",
                                          "\\x41\\x{42}+\\.",
                                          "(a*)?b",
                                          "(?:(a*)b)?",
                                          "([a-c]+)+d",
                                          "(\\.|[^\\.]+)+x",
                                          "a?\?b",
                                          "(a?\?)(a)",
                                          "[a-z]+[0-9]",
                                          "[a-z]*?z",
                                          "\\bx{1,3}",
                                          "M(?:a|\xc3\xa4)?r",
                                          "[\xc3\xa4-\xc3\xb6x]+",
                                          "(?i)[\xc5\xbf\xe2\x84\xaa]",
                                          "(foo|bar)?(.*?)(baz|$)"};
  Random random(11);
  Tally tally;
  constexpr std::string_view kAlphabet = "aabbccxyzk ,=\"\n.A_BsE09d";
  for (const char* expression : kExpressions) {
    Pair pair(expression);
    ASSERT_TRUE(pair.usable()) << expression;
    for (int i = 0; i < 400; ++i) {
      std::string text;
      for (unsigned k = random() % 12; k > 0; --k) {
        text += kAlphabet[random() % (i % 2 == 0 ? 6 : kAlphabet.size())];
      }
      ASSERT_TRUE(pair.agree_on(text, tally));
    }
    ASSERT_TRUE(compare_samples(expression, 300, random, tally));
  }
  EXPECT_LT(tally.undecided, 500);
  EXPECT_GT(tally.matches, 5000);
  EXPECT_GT(tally.misses, 3000);
}

TEST(Matcher, leaves_to_re2_what_it_does_not_know) {
  for (const char* expression :
       {"\\pL", "[\\p{Greek}]", "\\Qa\\E", "\\101", "(?U)a*", "(a*)*", "(?:a|)+", "(?:\\b){2}", "((((((((a{9}b){9}){9}){9}){9})))))"}) {
    EXPECT_EQ(Matcher::compile(expression), nullptr) << expression;
  }
  for (const char* expression : {"(", ")", "a)", "[", "[a", "[b-a]", "(?", "(?P<", "(?P<n", "(?i", "\\", "*", "a|*", "[[:x:]]", "\\x{", "\\x1"}) {
    EXPECT_EQ(Matcher::compile(expression), nullptr) << expression;
  }
  EXPECT_EQ(Matcher::compile(std::string(100000, '(')), nullptr);
  auto matcher = Matcher::compile("(.*)x");
  std::vector<std::uint32_t> slots(matcher->slots());
  EXPECT_EQ(matcher->match("\xc3\xa4x", slots), Matcher::Outcome::kUndecided);
  EXPECT_EQ(matcher->match("ax", slots), Matcher::Outcome::kMatch);
  EXPECT_EQ(matcher->match(std::string(2 << 20, 'a'), slots), Matcher::Outcome::kUndecided);
}

TEST(Matcher, ends_in_time) {
  for (const char* expression : {"([a-z]+)+!", "(a|a)+b!", "(?:a?a?a?a?a?a?a?b?a){30}!", "(.*)(.*)(.*)(.*)(.*)!", "(\\w+\\s?)+!", "(x+x+)+y"}) {
    auto matcher = Matcher::compile(expression);
    ASSERT_NE(matcher, nullptr);
    std::vector<std::uint32_t> slots(matcher->slots());
    for (char c : {'a', 'x'}) {
      EXPECT_NE(matcher->match(std::string(200000, c), slots), Matcher::Outcome::kMatch) << expression;
    }
  }
}

/// An expression of characters, sets, groups, repeats and assertions.
std::string random_regex(Random& random, int depth) {
  constexpr const char* kAtoms[] = {"a",   "b", "c", "ab", "abc", "[ab]", "[^a]", "[a-c]", ".",      "\\w",   "\\d", "\\s", "\\S",  "\\b",
                                    "\\B", "^", "$", " ",  "-",   "x",    "[^ ]", "0",     "[0-9.]", "(?i)a", "\\.", "\\n", "[^\n]"};
  constexpr const char* kRepeats[] = {"*", "+", "?", "*?", "+?", "?\?", "{2}", "{1,2}", "{0,2}?", "{2,}", "{0,3}"};
  std::string out;
  for (unsigned k = 1 + random() % 4; k > 0; --k) {
    const unsigned kind = random() % 10;
    if (depth > 0 && kind < 4) {
      const std::string inner = random_regex(random, depth - 1);
      out += (kind < 2 ? "(" : "(?:") + inner;
      for (unsigned n = random() % 3; n > 0; --n) {
        out += "|" + (random() % 8 == 0 ? std::string() : random_regex(random, depth - 1));
      }
      out += ")";
    } else {
      out += kAtoms[random() % std::size(kAtoms)];
    }
    if (random() % 2 == 0) {
      out += kRepeats[random() % std::size(kRepeats)];
    }
  }
  return out;
}

TEST(Matcher, agrees_on_random_expressions) {
  Random random(20260304);
  Tally tally;
  std::size_t usable = 0;
  constexpr std::string_view kAlphabet = "abcABC x0.-\n";
  const char* more = std::getenv("VEDETTE_MATCHER_ROUNDS");
  const int rounds = more != nullptr ? std::atoi(more) : 4000;
  for (int round = 0; round < rounds; ++round) {
    const std::string regex = random_regex(random, 1 + static_cast<int>(random() % 3));
    Pair pair(regex);
    if (!pair.usable()) {
      continue;
    }
    ++usable;
    ASSERT_TRUE(compare_samples(regex, 20, random, tally));
    for (int i = 0; i < 20; ++i) {
      std::string text;
      for (unsigned k = random() % 16; k > 0; --k) {
        text += kAlphabet[random() % kAlphabet.size()];
      }
      ASSERT_TRUE(pair.agree_on(text, tally));
    }
  }
  std::printf("%zu of %d expressions: %zu matches and %zu misses alike, %zu undecided\n", usable, rounds, tally.matches, tally.misses,
              tally.undecided);
  EXPECT_GT(usable, static_cast<std::size_t>(rounds) / 4);
}

TEST(Matcher, agrees_on_standard_patterns) {
  PatternSet patterns;
  Random random(5);
  Tally tally;
  std::size_t without = 0;
  std::size_t expressions = 0;
  for (std::string_view name : patterns.names()) {
    std::optional<Forms> forms = forms_of(patterns.find(name)->text, patterns);
    ASSERT_TRUE(forms.has_value()) << name;
    for (const std::string& regex : {forms->whole, forms->complete, forms->usual}) {
      if (!regex.empty()) {
        ++expressions;
        without += Matcher::compile(regex) == nullptr ? 1 : 0;
        ASSERT_TRUE(compare_samples(regex, 60, random, tally)) << name;
      }
    }
  }
  std::printf("%zu expressions, %zu left to RE2: %zu matches and %zu misses alike, %zu undecided\n", expressions, without, tally.matches,
              tally.misses, tally.undecided);
  EXPECT_LT(without * 20, expressions);
}

/// The groks of a hub's parsers.
class HubPatterns {
 public:
  explicit HubPatterns(const std::filesystem::path& hub) {
    std::vector<std::filesystem::path> paths;
    for (const char* folder : {"parsers", "postoverflows"}) {
      std::error_code ignored;
      for (const auto& entry : std::filesystem::recursive_directory_iterator(hub / folder, ignored)) {
        if (entry.path().extension() == ".yaml") {
          paths.push_back(entry.path());
        }
      }
    }
    std::sort(paths.begin(), paths.end());
    for (const std::filesystem::path& path : paths) {
      std::ifstream in(path);
      std::ostringstream text;
      text << in.rdbuf();
      Diagnostics diagnostics;
      YamlFile file = YamlFile::parse(std::make_shared<const SourceFile>(path.filename(), text.str()), diagnostics);
      for (int pass = 0; pass < 2; ++pass) {
        for (const YamlDocument& document : file.documents()) {
          if (document.root != nullptr) {
            walk(*document.root, pass == 0);
          }
        }
      }
    }
  }

  std::set<std::string> regexes;
  std::size_t groks = 0;

 private:
  void walk(const YamlNode& node, bool names) {
    for (const YamlNode* item : node.items) {
      walk(*item, names);
    }
    for (const YamlEntry& entry : node.entries) {
      if (entry.key->text == "pattern_syntax" && names) {
        for (const YamlEntry& pattern : entry.value->entries) {
          patterns_.add(pattern.key->text, SourceText("pattern", pattern.value->text), Origin::kInline);
        }
      } else if (entry.key->text == "grok" && !names) {
        const YamlEntry* pattern = entry.value->find("pattern");
        const YamlEntry* name = entry.value->find("name");
        add(pattern != nullptr ? pattern->value->text : name != nullptr ? "%{" + name->value->text + "}" : std::string());
      }
      walk(*entry.value, names);
    }
  }

  void add(const std::string& pattern) {
    ++groks;
    std::optional<Forms> forms = forms_of(SourceText("pattern", pattern), patterns_);
    if (forms) {
      regexes.insert({forms->complete, forms->usual});
    }
  }

  PatternSet patterns_;
};

std::vector<std::string> sample_lines(const std::filesystem::path& hub) {
  std::vector<std::string> out;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(hub / ".tests", ignored)) {
    if (entry.path().extension() == ".log") {
      std::ifstream in(entry.path());
      std::string line;
      for (int i = 0; i < 12 && std::getline(in, line); ++i) {
        out.push_back(line);
        const std::size_t message = line.find(": ");
        if (message != std::string::npos) {
          out.push_back(line.substr(message + 2));
        }
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Matcher, agrees_on_the_patterns_of_a_hub) {
  const char* named = std::getenv("VEDETTE_HUB");
  const std::filesystem::path hub = named != nullptr ? std::filesystem::path(named) : std::filesystem::path(VEDETTE_SOURCE_DIR) / "hub";
  HubPatterns patterns(hub);
  if (patterns.groks == 0) {
    GTEST_SKIP() << "no groks in " << hub << "; VEDETTE_HUB names another hub";
  }
  const std::vector<std::string> lines = sample_lines(hub);
  Random random(17);
  Tally samples;
  Tally real;
  std::size_t without = 0;
  for (const std::string& regex : patterns.regexes) {
    Pair pair(regex);
    if (!pair.usable()) {
      without += pair.good() && !regex.empty() ? 1 : 0;
      if (pair.good() && !regex.empty()) {
        std::printf("left to RE2: %.200s\n", regex.c_str());
      }
      continue;
    }
    ASSERT_TRUE(compare_samples(regex, 60, random, samples));
    const RequiredText required(regex);
    int tried = 0;
    for (std::string line : lines) {
      if (required.may_match(line) && (++tried < 300 || random() % 50 == 0)) {
        ASSERT_TRUE(pair.agree_on(line, real));
        mutate(line, random);
        ASSERT_TRUE(pair.agree_on(line, real));
      }
    }
  }
  std::printf("%zu groks, %zu expressions, %zu left to RE2: %zu matches and %zu misses of samples alike, %zu undecided; ", patterns.groks,
              patterns.regexes.size(), without, samples.matches, samples.misses, samples.undecided);
  std::printf("%zu matches and %zu misses of %zu lines alike, %zu undecided\n", real.matches, real.misses, lines.size(), real.undecided);
}

}  // namespace
}  // namespace vedette::grok
