#include "expr/builtins/data_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "expr/builtins/services.h"
#include "expr/program.h"

namespace vedette::expr {
namespace {

class DataFilesTest : public testing::Test {
 protected:
  DataFilesTest() : folder_(std::filesystem::temp_directory_path() / ("vedette_data_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~DataFilesTest() override { std::filesystem::remove_all(folder_); }

  Result<void> load(const std::string& name, DataKind kind, std::string_view text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    std::string folder = folder_.string();
    return files_.load({&folder, 1}, name, kind, diagnostics_);
  }

  std::string evaluate(const std::string& text) {
    Diagnostics diagnostics;
    auto program = Program::compile(SourceText("<expr>", text), Environment(), diagnostics);
    EXPECT_NE(program, nullptr) << text;
    Services services;
    services.files = &files_;
    CallContext context(arena_);
    context.services = &services;
    Outcome outcome = program->run(*machine_, context, {});
    return outcome.failed ? "run: " + outcome.message : to_typed_json(outcome.value, arena_);
  }

  std::filesystem::path folder_;
  DataFiles files_;
  Diagnostics diagnostics_;
  Arena arena_;
  MachinePtr machine_ = make_machine();
};

TEST_F(DataFilesTest, LinesWithoutCommentsAndEmptyOnes) {
  ASSERT_TRUE(load("users.txt", DataKind::kString, "# who may\nalice\r\n\n bob \n  # kept\nlast"));
  EXPECT_EQ(evaluate("File('users.txt')"), R"(["alice"," bob ","  # kept","last"])");
  EXPECT_EQ(evaluate("any(File('users.txt'), # == 'alice')"), "true");
  EXPECT_EQ(evaluate("File('nowhere.txt')"), "[]");
  const DataFile* file = files_.find("users.txt", DataKind::kString);
  EXPECT_EQ(file->line_of(file->lines().slice_data()[1].as_string()), 4u);
  EXPECT_EQ(file->line_of("alice"), 0u);
}

TEST_F(DataFilesTest, LoopsOverLinesAreAnsweredAsIfTheyRan) {
  ASSERT_TRUE(load("words.txt", DataKind::kString, "/admin\n.git\nUnion\nx\n\xc3\xa9t\xc3\xa9\n"));
  const std::string_view subjects[] = {"'/admin'",    "'a/ADMIN/b'",        "'x'", "''", "'.git'", "'a.git'", "'.gitx'", "'UNION select'",
                                       "'ÃTÃ'", "Upper('.git') + 'x'"};
  const std::string_view predicates[] = {"S contains #",
                                         "S startsWith #",
                                         "S endsWith #",
                                         "S == #",
                                         "# == S",
                                         "Upper(S) contains Upper(#)",
                                         "Lower(S) endsWith lower(#)",
                                         "upper(S) startsWith Upper(#)",
                                         "Lower(S) == Lower(#)"};
  for (std::string_view subject : subjects) {
    for (std::string_view shape : predicates) {
      std::string predicate(shape);
      predicate.replace(predicate.find('S'), 1, subject);
      // Nobody answers `one` without running it, nor a count of what was filtered.
      EXPECT_EQ(evaluate("any(File('words.txt'), {" + predicate + "})"), evaluate("count(File('words.txt'), {" + predicate + "}) > 0")) << predicate;
    }
  }
  EXPECT_EQ(evaluate("any(File('nowhere.txt'), {1 / 0 == 1 ? 'a' : 'b' == #})"), "false");
}

TEST_F(DataFilesTest, BadRegularExpressionsAreNamedAndTheOthersWork) {
  ASSERT_TRUE(load("agents.txt", DataKind::kRegexp, "^curl/\nbad(\n(?i)NIKTO\na\nb$\n"));
  EXPECT_EQ(evaluate("RegexpInFile('curl/8.0', 'agents.txt')"), "true");
  EXPECT_EQ(evaluate("RegexpInFile('x nikto y', 'agents.txt')"), "true");
  EXPECT_EQ(evaluate("RegexpInFile('Mozill', 'agents.txt')"), "false");
  EXPECT_EQ(evaluate("RegexpInFile('\\xff b', 'agents.txt')"), "true");
  ASSERT_EQ(diagnostics_.all().size(), 1u);
  EXPECT_FALSE(diagnostics_.has_errors());
  EXPECT_NE(render(diagnostics_.all()[0]).find("agents.txt:2:1"), std::string::npos);
}

TEST_F(DataFilesTest, RowsAreFoundEqualThenContainedThenByRegularExpression) {
  ASSERT_TRUE(load("map.json", DataKind::kMap,
                   R"({"pattern":"a","tag":"equal","type":"equals"})"
                   "\n"
                   R"({"pattern":"bc","tag":"second","type":"contains","note":null})"
                   "\n"
                   R"({"pattern":"b","tag":"first","type":"contains"})"
                   "\n"
                   R"({"pattern":"^x+$","tag":"regex","type":"regex"})"
                   "\n"
                   R"({"pattern":"y","type":"equals"})"
                   "\nno json\n"
                   R"({"pattern":"y","tag":"t","type":"prefix"})"
                   "\n"));
  EXPECT_EQ(evaluate("LookupFile('a', 'map.json')"), R"("equal")");
  EXPECT_EQ(evaluate("LookupFile('abc', 'map.json')"), R"("second")");
  EXPECT_EQ(evaluate("LookupFile('abd', 'map.json')"), R"("first")");
  EXPECT_EQ(evaluate("LookupFile('xxx', 'map.json')"), R"("regex")");
  EXPECT_EQ(evaluate("LookupFile('zzz', 'map.json')"), R"("")");
  EXPECT_EQ(evaluate("FileMap('map.json')[1]"), R"({"note":"","pattern":"bc","tag":"second","type":"contains"})");
  EXPECT_EQ(evaluate("len(FileMap('map.json'))"), "4");
  ASSERT_EQ(diagnostics_.all().size(), 3u);
  std::string shown = render(diagnostics_.all()[0]);
  EXPECT_NE(shown.find("map.json:5:1"), std::string::npos) << shown;
  EXPECT_NE(shown.find("`tag` is missing"), std::string::npos) << shown;
}

TEST_F(DataFilesTest, AMissingFileIsAnErrorThatNamesIt) {
  std::string folder = folder_.string();
  Result<void> loaded = files_.load({&folder, 1}, "absent.txt", DataKind::kString, diagnostics_);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(loaded.error().message.find("absent.txt"), std::string::npos);
}

}  // namespace
}  // namespace vedette::expr
