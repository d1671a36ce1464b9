// Alerts as data: JSON, JSON lines, CSV; to standard output or to a file that appears whole or not at all.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "buckets/scenario.h"
#include "engine/back.h"

namespace vedette::cli {

enum class Format : std::uint8_t { kTable, kJson, kJsonLines, kCsv, kHtml };

/// Where output goes. A file is written beside its place and moved there by `commit`; without it nothing is left behind. Devices and pipes are
/// written as they are.
class Output {
 public:
  /// Empty or "-": standard output.
  [[nodiscard]] static Result<std::unique_ptr<Output>> create(const std::string& path);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// After a failure nothing more is written.
  void write(std::string_view text);
  /// The same for what is made in place: append it, then say `appended`.
  [[nodiscard]] Bytes& buffer() { return buffer_; }
  void appended();
  /// Hands to the reader what was written so far.
  void flush();
  /// Makes the file appear. Fails when anything written was lost.
  [[nodiscard]] Result<void> commit();

  /// The reader has gone (a closed pipe): no error, but no use to go on.
  [[nodiscard]] bool reader_gone() const { return reader_gone_; }
  [[nodiscard]] bool failed() const { return error_number_ != 0; }
  [[nodiscard]] std::FILE* stream() const { return stream_; }

 private:
  Output() = default;
  void failed_with(int error_number);
  void write_out();

  std::FILE* stream_ = stdout;
  std::string path_;       // as given
  std::string place_;      // without links
  std::string temporary_;  // empty: nothing to move
  Bytes buffer_;           // not written yet
  bool owned_ = false;
  int error_number_ = 0;
  bool reader_gone_ = false;
};

/// Writes alerts one by one as they become certain, in one of the formats for programs; each local-API alert of an overflow by itself (one a source).
/// Allow-listed ones carry the member `allowed` with the reason, which the local API does not have.
class AlertWriter {
 public:
  AlertWriter(Format format, Output& output) : format_(format), output_(output) {}
  void begin();
  void write(const engine::EmittedAlert& alert);
  void end();

 private:
  void write_csv_row(const model::Alert& alert, const engine::EmittedAlert& emitted);

  Format format_;
  Output& output_;
  std::uint64_t written_ = 0;
  std::string line_;
};

}  // namespace vedette::cli
