#include "cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

#include "base/json.h"
#include "model/alert.h"

namespace vedette::cli {
namespace {

/// Bytes gathered before they are written: alerts are many and small, and a call to the system costs as much as making one.
constexpr std::size_t kWriteSize = std::size_t{1} << 18;

}  // namespace

Result<std::unique_ptr<Output>> Output::create(const std::string& path) {
  std::unique_ptr<Output> out(new Output);
  out->path_ = path;
  if (path.empty() || path == "-") {
    return out;
  }
  struct stat info {};
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) {
    return fail(ErrorKind::kInvalid, path + " is a folder");
  }
  // What a link names is replaced, not the link.
  if (char* resolved = exists ? realpath(path.c_str(), nullptr) : nullptr; resolved != nullptr) {
    out->place_ = resolved;
    std::free(resolved);
  } else {
    out->place_ = path;
  }
  // /dev/stdout and its like may lead to an ordinary file, but one that somebody has open already.
  const bool device_link = out->place_ != path && (path.starts_with("/dev/") || path.starts_with("/proc/"));
  if (device_link || (exists && !S_ISREG(info.st_mode))) {
    out->stream_ = std::fopen(path.c_str(), "w");
  } else {
    // Beside its place, so that moving it there is one step on one file system.
    out->temporary_ = out->place_ + ".XXXXXX";
    int descriptor = mkostemp(out->temporary_.data(), O_CLOEXEC);
    if (descriptor >= 0) {
      mode_t mask = umask(0);
      umask(mask);
      (void)fchmod(descriptor, 0666 & ~mask);
      out->stream_ = fdopen(descriptor, "w");
    } else {
      out->stream_ = nullptr;
      out->temporary_.clear();
    }
  }
  if (out->stream_ == nullptr) {
    out->stream_ = stdout;
    return tl::unexpected<Error>(system_error("cannot write " + path, errno));
  }
  out->owned_ = true;
  return out;
}

Output::~Output() {
  if (owned_ && stream_ != nullptr) {
    std::fclose(stream_);
  }
  if (!temporary_.empty()) {
    unlink(temporary_.c_str());
  }
}

void Output::failed_with(int error_number) {
  if (error_number_ == 0) {
    error_number_ = error_number;
    reader_gone_ = error_number == EPIPE;
  }
}

void Output::write(std::string_view text) {
  buffer_.append(text);
  appended();
}

void Output::appended() {
  if (buffer_.size() >= kWriteSize) {
    write_out();
  }
}

void Output::write_out() {
  if (error_number_ == 0 && std::fwrite(buffer_.view().data(), 1, buffer_.size(), stream_) != buffer_.size()) {
    failed_with(errno);
  }
  buffer_.clear();
}

void Output::flush() {
  // Nobody reads a file that has not appeared yet.
  if (temporary_.empty()) {
    write_out();
    if (error_number_ == 0 && std::fflush(stream_) != 0) {
      failed_with(errno);
    }
  }
}

Result<void> Output::commit() {
  write_out();
  if (error_number_ == 0 && std::fflush(stream_) != 0) {
    failed_with(errno);
  }
  const std::string name = path_.empty() || path_ == "-" ? "standard output" : path_;
  if (!temporary_.empty() && error_number_ == 0) {
    if (fsync(fileno(stream_)) != 0 || std::rename(temporary_.c_str(), place_.c_str()) != 0) {
      failed_with(errno);
    } else {
      temporary_.clear();
    }
  }
  if (error_number_ != 0 && !reader_gone_) {
    return tl::unexpected<Error>(system_error("cannot write " + name, error_number_));
  }
  return {};
}

namespace {

constexpr std::string_view kCsvHeader =
    "scenario,scope,value,ip,range,as_name,as_number,country,events_count,start_at,stop_at,simulated,remediation,message,allowed\n";

/// RFC 4180. A leading character that spreadsheets take for a formula is preceded by an apostrophe.
void append_csv(std::string& out, std::string_view field) {
  if (!field.empty() && std::string_view("=+-@\t\r").find(field.front()) != std::string_view::npos) {
    std::string safe = "'";
    safe += field;
    out += '"';
    for (char c : safe) {
      out += c;
      if (c == '"') {
        out += '"';
      }
    }
    out += '"';
    return;
  }
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += field;
    return;
  }
  out += '"';
  for (char c : field) {
    out += c;
    if (c == '"') {
      out += '"';
    }
  }
  out += '"';
}

}  // namespace

void AlertWriter::begin() {
  if (format_ == Format::kJson) {
    output_.write("[");
  } else if (format_ == Format::kCsv) {
    output_.write(kCsvHeader);
  }
}

void AlertWriter::write(const engine::EmittedAlert& emitted) {
  for (const model::Alert& alert : emitted.alert->alerts) {
    if (format_ == Format::kCsv) {
      write_csv_row(alert, emitted);
    } else {
      Bytes& out = output_.buffer();
      if (format_ == Format::kJson) {
        out.append(written_ == 0 ? "\n" : ",\n");
      }
      model::append_json(out, alert);
      if (emitted.allowed) {
        line_ = ",\"allowed\":";
        append_json_string(line_, emitted.allow_reason);
        line_ += '}';
        out.remove_last(1);  // the alert's closing brace
        out.append(line_);
      }
      if (format_ == Format::kJsonLines) {
        out.append('\n');
      }
      output_.appended();
    }
    ++written_;
  }
  if (format_ == Format::kJsonLines) {
    output_.flush();
  }
}

void AlertWriter::end() {
  if (format_ == Format::kJson) {
    output_.write(written_ == 0 ? "]\n" : "\n]\n");
  }
}

void AlertWriter::write_csv_row(const model::Alert& alert, const engine::EmittedAlert& emitted) {
  line_.clear();
  const model::Source& source = alert.source;
  const std::string count = std::to_string(alert.events_count);
  const std::string_view fields[] = {alert.scenario,
                                     source.scope,
                                     source.value,
                                     source.ip,
                                     source.range,
                                     source.as_name,
                                     source.as_number,
                                     source.cn,
                                     count,
                                     alert.start_at,
                                     alert.stop_at,
                                     alert.simulated ? "true" : "false",
                                     alert.remediation ? "true" : "false",
                                     alert.message,
                                     emitted.allowed ? std::string_view(emitted.allow_reason) : ""};
  bool first = true;
  for (std::string_view field : fields) {
    if (!first) {
      line_ += ',';
    }
    first = false;
    append_csv(line_, field);
  }
  line_ += '\n';
  output_.write(line_);
}

}  // namespace vedette::cli
