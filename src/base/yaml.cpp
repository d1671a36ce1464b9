#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cctype>
#include <istream>
#include <streambuf>
#include <unordered_map>

#include "base/yaml_message.h"

namespace vedette {

bool YamlNode::is_null() const {
  if (kind == YamlKind::kNull || tag == "tag:yaml.org,2002:null") {
    return true;
  }
  return kind == YamlKind::kScalar && style == YamlStyle::kPlain && tag.empty() &&
         (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL");
}

const YamlEntry* YamlNode::find(std::string_view key) const {
  for (const YamlEntry& entry : entries) {
    if (entry.key->is_scalar() && entry.key->text == key) {
      return &entry;
    }
  }
  return nullptr;
}

SourceText YamlNode::source() const {
  if (is_scalar()) {
    return SourceText(file(), text, segments_);
  }
  const std::string& all = file()->text();
  return SourceText(file(), all.substr(span.begin, span.end - span.begin), {{0, span.begin}});
}

namespace {

// What stops the walk of yaml-cpp's events from inside; caught in the same file.
struct Stop {
  YamlProblem problem;
};

class MemoryBuffer : public std::streambuf {
 public:
  explicit MemoryBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // only read
    setg(begin, begin, begin + text.size());
  }
};

bool is_merge_key(const YamlNode& key) {
  return key.is_scalar() && key.text == "<<" && key.style == YamlStyle::kPlain && (key.tag.empty() || key.tag == "tag:yaml.org,2002:merge");
}

}  // namespace

/// Turns yaml-cpp's events into nodes.
class YamlBuilder : public YAML::EventHandler {
 public:
  YamlBuilder(YamlFile& out, Diagnostics& diagnostics, const YamlLimits& limits)
      : out_(out), file_(**out.source_), diagnostics_(diagnostics), limits_(limits) {}

  void run() {
    std::string_view text = file_.text();
    if (text.size() > limits_.max_bytes) {
      say({{0, 0}, fmt::format("the file has {} bytes, more than the {} allowed for YAML", text.size(), limits_.max_bytes), {}});
      out_.documents_.push_back({nullptr, true, 0, 0});
      return;
    }
    if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE")) {
      say({{0, 2}, "the file is UTF-16", "save it as UTF-8"});
      out_.documents_.push_back({nullptr, true, 0, static_cast<std::uint32_t>(text.size())});
      return;
    }
    base_ = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    while (base_ < text.size() && parse_from(text)) {
    }
    for (std::size_t i = 0; i < out_.documents_.size(); ++i) {
      out_.documents_[i].end = i + 1 < out_.documents_.size() ? out_.documents_[i + 1].begin : text.size();
    }
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    stack_.clear();
    anchors_.clear();
    open_.clear();
    root_ = nullptr;
    std::uint32_t begin = offset(mark);
    if (begin == last_start_) {
      // yaml-cpp gives one empty document after another for a token that begins none.
      throw Stop{{{begin, std::min<std::uint32_t>(begin + 1, file_.text().size())}, "a value cannot begin with this", "put quotes around it"}};
    }
    last_start_ = begin;
    document_begin_ = std::max(begin, document_begin_);
    errors_before_ = diagnostics_.error_count();
    used_ = 0;
  }

  void OnDocumentEnd() override {
    if (root_ == nullptr) {
      root_ = make(YamlKind::kNull, document_begin_);
    }
    if (root_->weight_ > limits_.max_nodes) {
      throw Stop{{root_->span, fmt::format("the document has more than {} nodes", limits_.max_nodes), {}}};
    }
    out_.documents_.push_back({root_, diagnostics_.error_count() != errors_before_, document_begin_, 0});
    root_ = nullptr;
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlNode* node = make(YamlKind::kNull, offset(mark));
    remember(anchor, node);
    add(node);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    std::uint32_t at = offset(mark);
    auto found = anchors_.find(anchor);
    std::uint32_t end = at;
    while (end < file_.text().size() && !std::isspace(static_cast<unsigned char>(file_.text()[end])) && file_.text()[end] != ',') {
      ++end;
    }
    if (found == anchors_.end()) {
      throw Stop{{{at, end}, "this alias names no anchor", {}}};
    }
    if (std::find(open_.begin(), open_.end(), found->second) != open_.end()) {
      throw Stop{{{at, end}, "this anchor contains itself", "an alias cannot stand inside of what it names"}};
    }
    add(found->second, at, end);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    YamlNode* node = make(YamlKind::kScalar, offset(mark));
    std::uint32_t begin = skip_properties(node->span.begin);
    node->span.begin = begin;
    node->text = value;
    char first = begin < file_.text().size() ? file_.text()[begin] : ' ';
    bool plain = tag == "?";
    if (!plain && tag != "!") {
      node->tag = tag;
      plain = first != '"' && first != '\'' && first != '|' && first != '>';
    }
    if (!plain) {
      node->style = first == '"'    ? YamlStyle::kDoubleQuoted
                    : first == '\'' ? YamlStyle::kSingleQuoted
                    : first == '|'  ? YamlStyle::kLiteral
                                    : YamlStyle::kFolded;
    }
    node->segments_ = align_yaml_scalar(file_.text(), begin, node->style, node->text, node->span.end);
    if (node->style == YamlStyle::kDoubleQuoted || node->style == YamlStyle::kSingleQuoted) {
      // yaml-cpp takes the end of the file for a closing quote; the reference does not.
      std::uint32_t end = node->span.end;
      if (end <= begin + 1 || file_.text()[end - 1] != first) {
        throw Stop{{{begin, begin + 1}, "this quote is not closed", "end the text with the same quote"}};
      }
    }
    remember(anchor, node);
    add(node);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(YamlKind::kSequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    open(YamlKind::kMapping, mark, tag, anchor);
  }

  void OnMapEnd() override {
    YamlNode* map = stack_.back();
    if (pending_key_.back() != nullptr) {
      pending_key_.back() = nullptr;
    }
    finish_mapping(*map);
    close();
  }

 private:
  static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

  // True: there may be more from base_ on.
  bool parse_from(std::string_view text) {
    document_begin_ = base_;
    last_start_ = kNowhere;
    std::size_t done = out_.documents_.size();
    YamlProblem problem;
    try {
      MemoryBuffer buffer(text.substr(base_));
      std::istream in(&buffer);
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(*this)) {
        document_begin_ = 0;
      }
      return false;
    } catch (const Stop& stop) {
      problem = stop.problem;
    } catch (const YAML::Exception& e) {
      std::uint32_t at = e.mark.is_null() ? document_begin_ : offset(e.mark);
      problem = explain_yaml_problem(file_, at, e.msg);
    }
    // Nothing else is thrown: yaml-cpp's own exceptions derive from YAML::Exception.
    pending_key_.clear();
    std::uint32_t begin = document_begin_;
    if (out_.documents_.size() > done && out_.documents_.back().root != nullptr) {
      begin = std::max(begin, out_.documents_.back().root->span.end);  // what follows a finished document
    }
    out_.documents_.push_back({nullptr, true, begin, 0});
    std::uint32_t next = next_document(text, begin);
    if (problem.span.begin >= next) {  // an open bracket ran on into the next document
      problem.span = {std::max(begin, next - 1), std::max(begin, next - 1)};
    }
    say(problem, problem.tab ? spaces_for_tabs(text, begin, next) : std::vector<Edit>());
    base_ = next;
    return next < text.size();
  }

  // A line `---` always begins a document, so reading can go on there.
  static std::uint32_t next_document(std::string_view text, std::uint32_t from) {
    for (std::size_t at = text.find("\n---", from); at != std::string_view::npos; at = text.find("\n---", at + 1)) {
      if (at + 4 == text.size() || std::isspace(static_cast<unsigned char>(text[at + 4]))) {
        return at + 1;
      }
    }
    return text.size();
  }

  void say(const YamlProblem& problem, std::vector<Edit> repair = {}) {
    diagnostics_.add({Severity::kError, problem.message, *out_.source_, problem.span, problem.hint, {}, {}, std::move(repair)});
  }

  std::uint32_t offset(const YAML::Mark& mark) const {
    std::size_t at = base_ + static_cast<std::size_t>(std::max(mark.pos, 0));
    return std::min(at, file_.text().size());
  }

  YamlNode* make(YamlKind kind, std::uint32_t at) {
    if (++used_ > limits_.max_nodes) {
      throw Stop{{{at, at}, fmt::format("the document has more than {} nodes", limits_.max_nodes), {}}};
    }
    YamlNode& node = out_.nodes_.emplace_back();
    node.kind = kind;
    node.file_ = out_.source_.get();
    node.span = {at, at};
    return &node;
  }

  // yaml-cpp marks a node at its tag or anchor when it has them.
  std::uint32_t skip_properties(std::uint32_t at) const {
    const std::string& text = file_.text();
    std::uint32_t begin = at;
    while (begin < text.size() && (text[begin] == '!' || text[begin] == '&')) {
      while (begin < text.size() && !std::isspace(static_cast<unsigned char>(text[begin]))) {
        ++begin;
      }
      while (begin < text.size() && (std::isspace(static_cast<unsigned char>(text[begin])) || text[begin] == '#')) {
        if (text[begin] == '#') {
          begin = std::min(text.find('\n', begin), text.size());
        } else {
          ++begin;
        }
      }
    }
    return begin;
  }

  void remember(YAML::anchor_t anchor, YamlNode* node) {
    if (anchor != 0) {
      anchors_[anchor] = node;
    }
  }

  void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    YamlNode* node = make(kind, offset(mark));
    if (tag != "?" && tag != "!") {
      node->tag = tag;
    }
    if (stack_.size() >= limits_.max_depth) {
      throw Stop{{node->span, fmt::format("more than {} levels of nesting", limits_.max_depth), {}}};
    }
    remember(anchor, node);
    open_.push_back(node);
    stack_.push_back(node);
    pending_key_.push_back(nullptr);
  }

  void close() {
    YamlNode* node = stack_.back();
    stack_.pop_back();
    pending_key_.pop_back();
    open_.pop_back();
    add(node);
  }

  void add(YamlNode* node) { add(node, node->span.begin, node->span.end); }

  void add(YamlNode* node, std::uint32_t begin, std::uint32_t end) {
    if (stack_.empty()) {
      root_ = node;
      return;
    }
    YamlNode* parent = stack_.back();
    parent->span.end = std::max(parent->span.end, end);
    parent->weight_ += node->weight_;
    if (parent->weight_ > limits_.max_nodes) {
      throw Stop{{{begin, end}, fmt::format("aliases expand to more than {} nodes", limits_.max_nodes), {}}};
    }
    if (parent->kind == YamlKind::kSequence) {
      parent->items.push_back(node);
    } else if (pending_key_.back() == nullptr) {
      pending_key_.back() = node;
    } else {
      parent->entries.push_back({pending_key_.back(), node, false});
      pending_key_.back() = nullptr;
    }
  }

  // Duplicate keys are errors, as in yaml.v2's strict mode; then merges come in where no key of the mapping's own stands.
  void finish_mapping(YamlNode& map) {
    std::unordered_map<std::string_view, const YamlNode*> seen;
    std::vector<const YamlNode*> merges;
    std::vector<YamlEntry> own;
    for (const YamlEntry& entry : map.entries) {
      if (is_merge_key(*entry.key)) {
        merges.push_back(entry.value);
        continue;
      }
      if (!entry.key->is_scalar() && entry.key->kind != YamlKind::kNull) {
        say({entry.key->span, "a list or mapping cannot be a key", {}});
        continue;
      }
      auto [first, fresh] = seen.emplace(entry.key->text, entry.key);
      if (!fresh) {
        say({entry.key->span, fmt::format("key `{}` stands twice in this mapping", entry.key->text),
             fmt::format("it is already in line {}; keep one of them", file_.position(first->second->span.begin).line)});
        continue;
      }
      own.push_back(entry);
    }
    map.entries = std::move(own);
    for (const YamlNode* value : merges) {
      merge(map, *value, seen);
    }
  }

  void merge(YamlNode& map, const YamlNode& value, std::unordered_map<std::string_view, const YamlNode*>& seen) {
    if (value.is_sequence()) {
      for (const YamlNode* item : value.items) {
        if (!item->is_mapping()) {
          say({item->span, "`<<` takes a mapping or a list of mappings", {}});
          return;
        }
        merge(map, *item, seen);  // the earlier one wins
      }
      return;
    }
    if (!value.is_mapping()) {
      say({value.span, "`<<` takes a mapping or a list of mappings", {}});
      return;
    }
    for (const YamlEntry& entry : value.entries) {
      if (seen.emplace(entry.key->text, entry.key).second) {
        map.entries.push_back({entry.key, entry.value, true});
      }
    }
  }

  YamlFile& out_;
  const SourceFile& file_;
  Diagnostics& diagnostics_;
  const YamlLimits& limits_;
  std::uint32_t base_ = 0;  // where in the file the present parser began
  std::uint32_t document_begin_ = 0;
  std::uint32_t last_start_ = kNowhere;
  std::size_t errors_before_ = 0;
  std::size_t used_ = 0;
  YamlNode* root_ = nullptr;
  std::vector<YamlNode*> stack_;
  std::vector<const YamlNode*> pending_key_;
  std::vector<const YamlNode*> open_;
  std::unordered_map<YAML::anchor_t, YamlNode*> anchors_;
};

YamlFile YamlFile::parse(std::shared_ptr<const SourceFile> file, Diagnostics& diagnostics, const YamlLimits& limits) {
  RuleScope rule(diagnostics, "invalid-yaml");
  YamlFile out;
  out.source_ = std::make_unique<std::shared_ptr<const SourceFile>>(std::move(file));
  YamlBuilder(out, diagnostics, limits).run();
  return out;
}

}  // namespace vedette
