// What is said to a user about their own files: collected, never thrown, so that one run reports everything.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/source.h"

namespace vedette {

enum class Severity { kWarning, kError };

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string message;                     // "unknown function `JsonExtrac`"
  std::shared_ptr<const SourceFile> file;  // may be null: then no place is shown
  Span span;
  std::string hint;  // what to do: "did you mean `JsonExtract`?"; may be empty
  std::string item;  // the content item it is about, e.g. "crowdsecurity/aws-cloudtrail"; may be empty
};

class Diagnostics {
 public:
  void error(const SourceText& at, Span span_in_text, std::string message, std::string hint = {});
  void warning(const SourceText& at, Span span_in_text, std::string message, std::string hint = {});
  void add(Diagnostic diagnostic);

  [[nodiscard]] bool has_errors() const { return errors_ != 0; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t errors_ = 0;
};

/// Renders as
///   error: unknown function `JsonExtrac`
///     --> parsers/s01-parse/x.yaml:12:9
///      |
///   12 |     JsonExtrac(evt.Line.Raw, "a")
///      |     ^^^^^^^^^^
///      = help: did you mean `JsonExtract`?
[[nodiscard]] std::string render(const Diagnostic& diagnostic);

}  // namespace vedette
