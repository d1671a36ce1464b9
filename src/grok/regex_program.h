// What a regular expression is compiled to for `Matcher`: instructions that know which characters may follow.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "grok/regex_tree.h"

namespace vedette::grok {

struct RegexInstruction {
  enum class Op : std::uint8_t {
    kMatch,
    kCharacter,  // `character`
    kLiteral,    // `min` bytes of the literals at `place`
    kSet,        // one character of the set
    kRun,        // min..max characters of the set
    kBranch,     // one of the branches at `place`: bit i of the table says which may take the character that comes
    kSave,       // the position, in slot `place`
    kTextBegin,
    kTextEnd,
    kLineBegin,
    kLineEnd,
    kBoundary,
    kNoBoundary,
    kFail,
  };
  Op op = Op::kMatch;
  bool greedy = true;            // kRun
  bool settled = false;          // kRun: the longest run is the only one after which a match can go on
  std::uint8_t mask = 0;         // kSet, kRun: of the set's bit in `table`
  std::uint8_t follow_mask = 0;  // kRun: the same of what can follow it
  char character = 0;
  std::int16_t excluded = -1;  // kRun: the only character that is not in the set; kEveryCharacter: there is none
  std::uint16_t table = 0;
  std::uint16_t follow_table = 0;
  std::uint16_t join = 0;  // its number among those to which several ways lead, from 1; 0: it is none
  std::uint32_t next = 0;
  std::uint32_t place = 0;   // kRun: of the text in the literals that must follow
  std::uint32_t length = 0;  // kRun: of that text
  std::uint32_t min = 0;
  std::uint32_t max = 0;
};

inline constexpr std::int16_t kEveryCharacter = -2;
inline constexpr std::int16_t kSeveralExcluded = -1;
/// The column of a table that stands for the end of the text.
inline constexpr std::size_t kEndColumn = 128;
using CharacterTable = std::array<std::uint8_t, kEndColumn + 1>;

struct RegexProgram {
  std::vector<RegexInstruction> code;
  std::vector<std::uint32_t> branches;  // instructions
  std::vector<CharacterTable> tables;
  std::string literals;
  std::uint32_t entry = 0;
  std::uint32_t joins = 0;
  std::uint32_t slots = 0;  // two for each group, the whole match included

  // Where a match can start.
  bool at_begin = false;     // only at the beginning of the text
  bool at_boundary = false;  // only at the edge of a word
  std::string prefix;        // it begins with this
  std::uint16_t first_table = 0;
  std::uint8_t first_mask = 0;  // and with a character of this set (or at the end of the text)
  std::uint16_t run_table = 0;
  std::uint8_t run_mask = 0;  // never after a character of this set: the match would have started earlier
};

/// Nothing when the program would be too large.
[[nodiscard]] std::optional<RegexProgram> compile_tree(const RegexTree& tree);

}  // namespace vedette::grok
