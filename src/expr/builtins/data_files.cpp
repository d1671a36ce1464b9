#include "expr/builtins/data_files.h"

#include <fcntl.h>
#include <re2/re2.h>
#include <re2/set.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/regex.h"
#include "base/utf8.h"
#include "expr/builtins/bot_file.h"

namespace vedette::expr {
namespace {

/// A line of a file: its text without the line end, and where it stands.
struct DataLine {
  std::string_view text;
  std::uint32_t number = 0;  // from 1
};

Result<std::string> read_whole(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return tl::unexpected<Error>(system_error("open " + path, errno));
  }
  std::string text;
  std::string chunk(1 << 16, '\0');
  while (true) {
    ssize_t got = ::read(file, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      Error error = system_error("read " + path, errno);
      ::close(file);
      return tl::unexpected<Error>(std::move(error));
    }
    if (got == 0) {
      break;
    }
    text.append(chunk, 0, static_cast<std::size_t>(got));
    if (text.size() > kMaxDataFileBytes) {
      ::close(file);
      return fail(ErrorKind::kInvalid, path + ": a data file may not be larger than 256 MiB");
    }
  }
  ::close(file);
  return text;
}

// The reference's FileInit: bufio.ScanLines drops "\n" and "\r\n"; comments and empty lines are skipped, before any trimming.
void for_each_line(std::string_view text, const std::function<void(const DataLine&)>& visit) {
  std::uint32_t number = 0;
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    ++number;
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    if (!line.empty() && line[0] != '#') {
      visit({line, number});
    }
  }
}

/// Says what is wrong with lines of one file; the file is shown from its start, so it is kept once a line of it is bad.
class LineReport {
 public:
  LineReport(const std::string& path, std::string_view text, Diagnostics& diagnostics) : path_(path), text_(text), diagnostics_(diagnostics) {}

  void bad(const DataLine& line, std::string message) {
    constexpr std::size_t kMaxShown = 20;
    if (++count_ > kMaxShown) {
      return;
    }
    if (file_ == nullptr) {
      file_ = std::make_shared<SourceFile>(path_, std::string(text_));
    }
    Diagnostic diagnostic;
    diagnostic.severity = Severity::kWarning;
    diagnostic.message = std::move(message);
    diagnostic.file = file_;
    auto begin = static_cast<std::uint32_t>(line.text.data() - text_.data());
    diagnostic.span = {begin, begin + static_cast<std::uint32_t>(line.text.size())};
    diagnostic.hint = "this line is left out, the others are used";
    if (count_ == kMaxShown) {
      diagnostic.hint += "; further bad lines of this file are not shown";
    }
    diagnostics_.add(std::move(diagnostic));
  }

 private:
  std::string path_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  std::shared_ptr<const SourceFile> file_;
  std::size_t count_ = 0;
};

class StringFile final : public DataFile {
 public:
  explicit StringFile(std::string text) : text_(std::move(text)) {
    for_each_line(text_, [this](const DataLine& line) {
      lines_.push_back(Value::string(line.text));
      numbers_.push_back(line.number);
    });
  }
  [[nodiscard]] Value lines() const override { return Value::slice(lines_.data(), lines_.size(), type_id::kStringSlice); }
  [[nodiscard]] bool any_line(std::string_view text, LineTest test, LineFold fold) const override {
    return indexes_.get(lines_, test, fold).any(text);
  }
  [[nodiscard]] std::uint32_t line_of(std::string_view line) const override {
    auto before = [](const Value& value, const char* data) { return std::less<>{}(value.as_string().data(), data); };
    auto at = std::lower_bound(lines_.begin(), lines_.end(), line.data(), before);
    return at != lines_.end() && at->as_string().data() == line.data() ? numbers_[static_cast<std::size_t>(at - lines_.begin())] : 0;
  }

 private:
  std::string text_;
  std::vector<Value> lines_;
  std::vector<std::uint32_t> numbers_;
  LineIndexes indexes_;
};

/// Many regular expressions tried at once, and one by one where that does not work.
class RegexSet {
 public:
  /// The error of the regular expression, when it is malformed.
  Result<void> add(std::string_view pattern) {
    Result<std::shared_ptr<const re2::RE2>> regex = compile_regex(pattern);
    if (!regex) {
      return tl::unexpected<Error>(regex.error());
    }
    regexes_.push_back(*regex);
    return {};
  }
  void finish() {
    if (regexes_.size() < 4) {
      return;
    }
    auto set = std::make_unique<re2::RE2::Set>(regexes_[0]->options(), re2::RE2::UNANCHORED);
    for (const auto& regex : regexes_) {
      if (set->Add(regex->pattern(), nullptr) < 0) {
        return;
      }
    }
    if (set->Compile()) {
      set_ = std::move(set);
    }
  }
  /// Any of them; the set knows no bad bytes as Go does, so texts with bad bytes go one by one.
  [[nodiscard]] bool matches(std::string_view text) const {
    if (set_ != nullptr && is_valid_utf8(text)) {
      re2::RE2::Set::ErrorInfo error{re2::RE2::Set::kNoError};
      bool matched = set_->Match({text.data(), text.size()}, nullptr, &error);
      if (matched || error.kind == re2::RE2::Set::kNoError) {
        return matched;
      }
    }
    return first_match(text) < regexes_.size();
  }
  /// The place of the first that matches; past the end when none does.
  [[nodiscard]] std::size_t first_match(std::string_view text) const {
    std::size_t i = 0;
    while (i < regexes_.size() && !regex_matches(*regexes_[i], text)) {
      ++i;
    }
    return i;
  }
  [[nodiscard]] std::size_t size() const { return regexes_.size(); }

 private:
  std::vector<std::shared_ptr<const re2::RE2>> regexes_;
  std::unique_ptr<re2::RE2::Set> set_;
};

class RegexpFile final : public DataFile {
 public:
  RegexpFile(std::string_view text, LineReport& report) {
    for_each_line(text, [&](const DataLine& line) {
      if (Result<void> added = regexes_.add(line.text); !added) {
        report.bad(line, added.error().message);
      }
    });
    regexes_.finish();
  }
  [[nodiscard]] bool matches(std::string_view text) const override { return regexes_.matches(text); }

 private:
  RegexSet regexes_;
};

// The reference's fileMapEntry and matchIndex (filemap.go).
class MapFile final : public DataFile {
 public:
  MapFile(std::string_view text, LineReport& report) {
    for_each_line(text, [&](const DataLine& line) {
      std::string error;
      if (!add(line.text, error) || !error.empty()) {
        report.bad(line, std::move(error));
      }
      reader_.reset();
    });
    regexes_.finish();
  }

  [[nodiscard]] Value rows() const override {
    static const TypeId kRows = slice_of(type_of(type_id::kStringMap))->id;
    return Value::slice(rows_.data(), rows_.size(), kRows);
  }

  [[nodiscard]] std::string_view look_up(std::string_view text) const override {
    if (auto at = equals_.find(text); at != equals_.end()) {
      return tags_[at->second];
    }
    if (std::uint32_t row = contains_.find(text); row != LiteralSet::kNone) {
      return tags_[row];
    }
    if (regexes_.size() > 0 && regexes_.matches(text)) {
      return tags_[regex_rows_[regexes_.first_match(text)]];
    }
    return {};
  }

 private:
  /// False when the line is no row. A row whose regular expression is malformed stays a row, but nothing finds it.
  bool add(std::string_view line, std::string& error) {
    Result<JsonView> view = reader_.parse(line);
    if (!view) {
      error = "this line is no JSON: " + view.error().message;
      return false;
    }
    if (view->kind() != JsonKind::kObject) {
      error = "this line is no JSON object";
      return false;
    }
    std::map<std::string_view, std::string_view> fields;
    for (JsonView::Iterator it = view->elements(); it.next();) {
      JsonKind kind = it.value().kind();
      if (kind != JsonKind::kString && kind != JsonKind::kNull) {
        error = "`" + std::string(it.key()) + "` is not a text";
        return false;
      }
      fields[it.key()] = it.value().as_string();
    }
    for (std::string_view name : {"pattern", "tag", "type"}) {
      if (fields[name].empty()) {
        error = "`" + std::string(name) + "` is missing";
        return false;
      }
    }
    std::string_view type = fields["type"];
    if (type != "equals" && type != "contains" && type != "regex") {
      error = "`type` is one of equals, contains and regex, not `" + std::string(type) + "`";
      return false;
    }
    auto row = static_cast<std::uint32_t>(rows_.size());
    using Entry = std::pair<Value, Value>;
    auto* entries = static_cast<Entry*>(arena_.allocate(fields.size() * sizeof(Entry), alignof(Entry)));
    std::size_t count = 0;
    for (const auto& [key, value] : fields) {
      new (&entries[count++]) Entry(Value::string(arena_.copy(key)), Value::string(arena_.copy(value)));
    }
    rows_.push_back(Value::map(arena_.make<ArenaMap>(entries, count), type_id::kStringMap));
    tags_.push_back(arena_.copy(fields["tag"]));
    std::string_view pattern = arena_.copy(fields["pattern"]);
    if (type == "equals") {
      equals_[pattern] = row;  // the last of equal ones counts
    } else if (type == "contains") {
      contains_.add(pattern, row);
    } else if (Result<void> added = regexes_.add(pattern); added) {
      regex_rows_.push_back(row);
    } else {
      error = added.error().message;
    }
    return true;
  }

  JsonReader reader_;
  Arena arena_;
  std::vector<Value> rows_;
  std::vector<std::string_view> tags_;  // by row
  std::unordered_map<std::string_view, std::uint32_t> equals_;
  LiteralSet contains_;
  RegexSet regexes_;
  std::vector<std::uint32_t> regex_rows_;
};

}  // namespace

std::optional<DataKind> data_kind(std::string_view type) {
  if (type == "string") {
    return DataKind::kString;
  }
  if (type == "regexp" || type == "regex") {
    return DataKind::kRegexp;
  }
  if (type == "map") {
    return DataKind::kMap;
  }
  if (type == "bots") {
    return DataKind::kBots;
  }
  return std::nullopt;
}

Result<std::unique_ptr<const DataFile>> load_data_file(const std::string& path, DataKind kind, Diagnostics& diagnostics) {
  Result<std::string> text = read_whole(path);
  if (!text) {
    return tl::unexpected<Error>(text.error());
  }
  return read_data_file(path, std::move(*text), kind, diagnostics);
}

std::unique_ptr<const DataFile> read_data_file(const std::string& path, std::string text, DataKind kind, Diagnostics& diagnostics) {
  LineReport report(path, text, diagnostics);
  switch (kind) {
    case DataKind::kString:
      return std::make_unique<const StringFile>(std::move(text));
    case DataKind::kRegexp:
      return std::make_unique<const RegexpFile>(text, report);
    case DataKind::kMap:
      return std::make_unique<const MapFile>(text, report);
    case DataKind::kBots: {
      auto bots = std::make_unique<BotFile>();
      for_each_line(text, [&](const DataLine& line) {
        if (std::string error; !bots->add(line.text, error)) {
          report.bad(line, std::move(error));
        }
      });
      return bots;
    }
  }
  return nullptr;
}

Result<void> DataFiles::load(std::span<const std::string> folders, std::string_view name, DataKind kind, Diagnostics& diagnostics) {
  if (find(name, kind) != nullptr) {
    return {};
  }
  Error error{ErrorKind::kNotFound, "data file " + std::string(name) + ": there is no data folder"};
  for (const std::string& folder : folders) {
    std::string path = folder.empty() ? std::string(name) : folder + "/" + std::string(name);
    Result<std::unique_ptr<const DataFile>> file = load_data_file(path, kind, diagnostics);
    if (file) {
      add(std::string(name), kind, std::move(*file));
      return {};
    }
    error = file.error();
    if (error.kind != ErrorKind::kNotFound) {
      break;
    }
  }
  return tl::unexpected<Error>(std::move(error));
}

void DataFiles::add(std::string name, DataKind kind, std::unique_ptr<const DataFile> file) {
  files_[static_cast<std::size_t>(kind)][std::move(name)] = std::move(file);
}

const DataFile* DataFiles::find(std::string_view name, DataKind kind) const {
  const auto& files = files_[static_cast<std::size_t>(kind)];
  auto at = files.find(name);
  return at == files.end() ? nullptr : at->second.get();
}

}  // namespace vedette::expr
