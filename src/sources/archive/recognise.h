// What a text is, told by its bytes: CloudTrail in one of its wrappings, another AWS object, or something else.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace vedette::sources {

/// What a whole file turned out to be; the summary counts files by it.
enum class FileKind : std::uint8_t {
  kRecordsDocument,  // {"Records": [..]}
  kRecordArray,      // [{..}, ..]
  kRecordLines,      // one record a line, or records one after the other
  kEventBridge,      // envelopes with `detail`
  kLookupEvents,     // {"Events": [{"CloudTrailEvent": ".."}]}
  kCloudWatch,       // log exports and subscriptions: messages
  kInsight,          // CloudTrail Insights
  kLines,            // any other log, as the user said
  kNoRecords,        // "Records": []
  kEmpty,            // zero bytes
  kDigest,
  kConfig,
  kGuardDuty,
  kOtherAws,   // flow logs, access logs, notifications..
  kOtherJson,  // JSON that is none of these
  kUnrecognised,
  kUnreadable,
};
inline constexpr std::size_t kFileKinds = static_cast<std::size_t>(FileKind::kUnreadable) + 1;

/// For the summary: "CloudTrail {\"Records\": [..]}", "CloudTrail digest".
[[nodiscard]] std::string_view file_kind_name(FileKind kind);
/// Whether files of this kind bear records.
[[nodiscard]] bool bears_records(FileKind kind);

/// What one JSON object is, told by the names of its members.
enum class ObjectShape : std::uint8_t {
  kUnknown,
  kRecord,        // a CloudTrail record
  kRecords,       // {"Records": [..]}
  kEnvelope,      // EventBridge: the record is `detail`
  kLookupResult,  // {"Events": [..]}
  kLookupEvent,   // {"CloudTrailEvent": ".."}
  kLogBatch,      // {"logEvents": [..]} or {"events": [..]}
  kLogEvent,      // {"message": ".."}
  kDigest,
  kConfig,
  kGuardDuty,
  kOtherAws,
};

/// What a member says about its object. `value` is the first byte of its value.
[[nodiscard]] ObjectShape shape_of_member(std::string_view key, char value);

/// A text that does not begin with a JSON value.
struct TextKind {
  FileKind kind = FileKind::kUnrecognised;
  std::string_view refusal;  // a named error ("is Parquet, which is not read; ..."), or empty
};
[[nodiscard]] TextKind recognise_text(std::string_view head);

/// The length of "2026-03-02T08:05:00.000Z " before a record, as CloudWatch's exports to S3 write it; 0 when there is none.
[[nodiscard]] std::size_t timestamp_prefix(std::string_view line);

}  // namespace vedette::sources
