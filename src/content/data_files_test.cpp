#include "content/data_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "content/data_lines.h"
#include "content/embedded.h"
#include "expr/builtins/data_files.h"

namespace vedette::content {
namespace {

namespace fs = std::filesystem;

class ContentDataFiles : public testing::Test {
 protected:
  ContentDataFiles() : folder_((fs::temp_directory_path() / ("vedette_data_" + std::to_string(::getpid()))).string()) {
    fs::create_directories(folder_);
    content_.data_folders = {folder_};
  }
  ~ContentDataFiles() override { fs::remove_all(folder_); }

  void add(const std::string& expression, const std::string& file, const std::string& type) {
    NodeSpec node;
    node.name = "item";
    node.whitelist.expressions.emplace_back("rule.yaml", expression);
    DataSpec data;
    data.dest_file = SourceText("rule.yaml", file);
    data.type = type;
    node.data.push_back(data);
    content_.postoverflows.push_back(node);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ + "/" + name) << text; }
  std::size_t lines(const std::string& name) {
    auto files = load_data_files(content_, diagnostics_);
    const expr::DataFile* file = files->find(name, expr::DataKind::kString);
    return file == nullptr ? 0 : file->lines().size();
  }
  std::string messages() const {
    std::string out;
    for (const Diagnostic& d : diagnostics_.all()) {
      std::string message = d.message;
      if (std::size_t at = message.find(folder_); at != std::string::npos) {
        message.replace(at, folder_.size(), "FOLDER");
      }
      out += (d.severity == Severity::kError ? "error " : "warning ") + std::to_string(d.file->position(d.span.begin).line) + " " + message + "\n";
    }
    return out;
  }

  std::string folder_;
  Content content_;
  Diagnostics diagnostics_;
};

TEST_F(ContentDataFiles, LeavesOutLinesThatAreTooShort) {
  add("any(File('a.txt'), { Split(#, ',')[0] == evt.GetMeta('x') && Split(#, ',')[2] == '1' })", "a.txt", "string");
  write("a.txt", "# a,b\na,b\na,b,c\n\na,b,c,d\r\nx\n");
  EXPECT_EQ(lines("a.txt"), 2u);
  EXPECT_EQ(messages(),
            "warning 2 this line has 2 of the 3 parts that are read, with `,` between them\n"
            "warning 6 this line has 1 of the 3 parts that are read, with `,` between them\n");
}

TEST_F(ContentDataFiles, KeepsLinesThatSomeExpressionCanUse) {
  add("any(File('a.txt'), { Split(#, ',')[2] == '1' }) || any(File('a.txt'), { # == 'x' })", "a.txt", "string");
  add("any(File('b.txt'), { Split(#, ',')[0] == 'x' || Split(#, ',')[1] == 'y' })", "b.txt", "string");
  add("all(File('c.txt'), { Split(#, ',')[1] == 'y' })", "c.txt", "string");
  for (const char* name : {"a.txt", "b.txt", "c.txt"}) {
    write(name, "x\n");
  }
  for (const char* name : {"a.txt", "b.txt", "c.txt"}) {
    EXPECT_EQ(lines(name), 1u) << name;
  }
  EXPECT_EQ(messages(), "");
}

TEST_F(ContentDataFiles, SaysWhatIsMissing) {
  add("true", "gone.txt", "string");
  add("true", "../outside.txt", "string");
  add("true", "odd.txt", "sqlite");
  add("true", "GeoLite2-City.mmdb", "");
  EXPECT_EQ(lines("gone.txt"), 0u);
  EXPECT_EQ(messages(),
            "warning 1 the data file `gone.txt` is missing and counts as empty: it is not in FOLDER\n"
            "error 1 `../outside.txt` leads out of the data folder: it is not read\n"
            "warning 1 data files of type `sqlite` are not known: `odd.txt` is not read\n"
            "warning 1 the database `GeoLite2-City.mmdb` is missing, so nothing is found in it: it is not in FOLDER\n");
}

TEST_F(ContentDataFiles, TakesTheOptionsOfACacheThatIsNotNeeded) {
  add("RegexpInFile('a', 'r.txt')", "r.txt", "regexp");
  write("r.txt", "^a$\n(\n");
  DataSpec& data = content_.postoverflows.back().data.back();
  data.strategy = "LFU";
  data.size = 10;
  data.ttl = Duration{1'000'000'000};
  EXPECT_EQ(load_data_files(content_, diagnostics_)->find("r.txt", expr::DataKind::kRegexp)->matches("a"), true);
  EXPECT_EQ(messages(), "warning 2 error parsing regexp: missing ): (\n");
  data.strategy = "FIFO";
  diagnostics_ = {};
  (void)load_data_files(content_, diagnostics_);
  EXPECT_EQ(messages().substr(0, 59), "warning 1 there is no cache strategy `FIFO`: it is ignored\n");
}

TEST_F(ContentDataFiles, FindsTheBundledOnes) {
  Content content = load_bundled(diagnostics_);
  EXPECT_NE(load_data_files(content, diagnostics_), nullptr);
  EXPECT_EQ(messages(), "");
}

}  // namespace
}  // namespace vedette::content
