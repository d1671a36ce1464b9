// What is said to a user about their own files: collected, never thrown, so that one run reports everything.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace vedette {

enum class Severity { kNote, kWarning, kError };

/// A change of a file: the bytes of `span` become `text`. An empty span inserts.
struct Edit {
  Span span;
  std::string text;
};

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string message;                     // "unknown function `JsonExtrac`"
  std::shared_ptr<const SourceFile> file;  // may be null: then no place is shown
  Span span;
  std::string hint;  // what to do: "did you mean `JsonExtract`?"; may be empty
  std::string item;  // the content item it is about, e.g. "crowdsecurity/aws-cloudtrail"; may be empty
  /// What kind of mistake it is, by a name that stays ("unknown-key"): a text that lives for ever; empty until someone names it.
  std::string_view rule = {};
  /// What puts it right in `file`, in order and apart; only where nobody could have meant anything else.
  std::vector<Edit> repair = {};
};

class Diagnostics {
 public:
  void error(const SourceText& at, Span span_in_text, std::string message, std::string hint = {});
  void warning(const SourceText& at, Span span_in_text, std::string message, std::string hint = {});
  void add(Diagnostic diagnostic);
  /// Gives `rule` to those from number `first` on that have none.
  void name_rule(std::size_t first, std::string_view rule);

  [[nodiscard]] bool has_errors() const { return errors_ != 0; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

/// Names the rule of all that is said while it lives and has none of its own.
class RuleScope {
 public:
  RuleScope(Diagnostics& diagnostics, std::string_view rule) : diagnostics_(diagnostics), rule_(rule), first_(diagnostics.all().size()) {}
  ~RuleScope() { diagnostics_.name_rule(first_, rule_); }
  RuleScope(const RuleScope&) = delete;
  RuleScope& operator=(const RuleScope&) = delete;

 private:
  Diagnostics& diagnostics_;
  std::string_view rule_;
  std::size_t first_;
};

/// Renders as
///   error: unknown function `JsonExtrac`
///     --> parsers/s01-parse/x.yaml:12:9
///      |
///   12 |     JsonExtrac(evt.Line.Raw, "a")
///      |     ^^^^^^^^^^
///      = help: did you mean `JsonExtract`?
/// with the rule's name in brackets behind the severity when asked for: `error[invalid-expression]: ..`.
enum class ShowRule : bool { kNo, kYes };
[[nodiscard]] std::string render(const Diagnostic& diagnostic, ShowRule show_rule = ShowRule::kNo);

/// "error", "warning", "note".
[[nodiscard]] std::string_view severity_name(Severity severity);

}  // namespace vedette
