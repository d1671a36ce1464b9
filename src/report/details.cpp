#include "report/details.h"

#include <fmt/format.h>

#include "base/readable.h"
#include "report/markup.h"

namespace vedette::report {
namespace {

/// `text` up to about `size` bytes, not inside of a character.
std::string_view cut(std::string_view text, std::size_t size) {
  std::size_t end = size;
  while (end > size - 4 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

}  // namespace

std::int64_t Details::text_id(std::string_view text) {
  if (text.data() == nullptr) {
    return -1;
  }
  std::string shortened;
  if (text.size() > kMaxValue) {
    shortened = fmt::format("{}\u2026 ({} bytes in all)", cut(text, kMaxValue), with_commas(text.size()));
    text = shortened;
  }
  if (const auto found = text_ids_.find(text); found != text_ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<std::int64_t>(text_ids_.size());
  text_ids_.emplace(arena_.copy(text), id);
  if (id != 0) {
    texts_.append(',');
  }
  append_script_string(texts_, text);
  return id;
}

std::int64_t Details::shape_id() {
  const auto found = shape_ids_.find(shape_);
  if (found != shape_ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<std::int64_t>(shape_ids_.size());
  shapes_.append(id == 0 ? "[" : ",[");
  for (std::size_t i = 0; i < shape_.size(); ++i) {
    shapes_.append(i == 0 ? "" : ",");
    append_number(shapes_, shape_[i]);
  }
  shapes_.append("]");
  shape_ids_.emplace(shape_, id);
  return id;
}

void Details::number(std::int64_t number) {
  append_number(alerts_, number);
}

void Details::text(std::string_view text) {
  number(text_id(text.empty() ? std::string_view() : text));
}

void Details::write_event(const model::AlertEvent& event) {
  shape_.clear();
  values_.clear();
  for (const model::MetaItem item : event.meta) {
    shape_.push_back(text_id(item.key));
    values_.push_back(text_id(item.value.data() == nullptr ? std::string_view("") : item.value));
  }
  alerts_.append('[');
  text(event.timestamp);
  alerts_.append(',');
  number(shape_id());
  for (const std::int64_t value : values_) {
    alerts_.append(',');
    number(value);
  }
  alerts_.append(']');
}

DetailPlace Details::add(const model::Alert& alert, std::string_view allow_reason, Bytes& out) {
  const DetailPlace place{block_, in_block_};
  alerts_.append(in_block_ == 0 ? "{\"message\":" : ",\n{\"message\":");
  ++in_block_;
  text(alert.message);
  if (!allow_reason.empty()) {
    alerts_.append(",\"reason\":");
    text(allow_reason);
  }
  const model::Source& source = alert.source;
  alerts_.append(",\"source\":");
  char before = '[';
  for (const std::string* part : {&source.scope, &source.value, &source.ip, &source.range, &source.as_name, &source.as_number, &source.cn}) {
    alerts_.append(before);
    before = ',';
    text(*part);
  }
  alerts_.append(']');
  if (source.latitude != 0 || source.longitude != 0) {
    alerts_.append(fmt::format(",\"at\":[{:.3f},{:.3f}]", source.latitude, source.longitude));
  }
  if (!alert.meta.empty()) {
    alerts_.append(",\"context\":");
    before = '[';
    for (const model::MetaItem& item : alert.meta) {
      alerts_.append(before);
      before = ',';
      text(item.key);
      alerts_.append(',');
      text(item.value);
    }
    alerts_.append(']');
  }
  const std::size_t count = alert.events.size();
  const std::size_t left_out = count > kFirstEvents + kLastEvents ? count - kFirstEvents - kLastEvents : 0;
  alerts_.append(",\"kept\":");
  number(static_cast<std::int64_t>(count));
  if (left_out != 0) {
    alerts_.append(",\"cut\":");
    number(static_cast<std::int64_t>(left_out));
  }
  alerts_.append(",\"events\":[");
  for (std::size_t i = 0; i < count; ++i) {
    if (left_out != 0 && i == kFirstEvents) {
      i += left_out;
    }
    if (i != 0) {
      alerts_.append(',');
    }
    write_event(alert.events[i]);
  }
  alerts_.append("]}");
  if (alerts_.size() + texts_.size() >= kBlockSize) {
    end(out);
  }
  return place;
}

void Details::end(Bytes& out) {
  if (in_block_ == 0) {
    return;
  }
  const std::size_t before = out.size();
  out.append("<script type=\"application/json\" id=\"details-");
  append_number(out, block_);
  out.append("\">{\"alerts\":[");
  out.append(alerts_.view());
  out.append("],\n\"shapes\":[");
  out.append(shapes_.view());
  out.append("],\n\"texts\":[");
  out.append(texts_.view());
  out.append("]}</script>\n");
  written_ += out.size() - before;
  alerts_.clear();
  texts_.clear();
  shapes_.clear();
  text_ids_.clear();
  shape_ids_.clear();
  arena_.reset();
  in_block_ = 0;
  ++block_;
}

}  // namespace vedette::report
