#include "sources/archive/recognise.h"

#include <algorithm>
#include <array>

namespace vedette::sources {
namespace {

/// Members that only CloudTrail records have (userguide: cloudtrail-event-reference-record-contents). Sorted.
constexpr std::array<std::string_view, 29> kRecordMembers = {
    "addendum",           "additionalEventData", "apiVersion",        "awsRegion",        "edgeDeviceDetails",   "errorCode",
    "errorMessage",       "eventCategory",       "eventContext",      "eventID",          "eventName",           "eventSource",
    "eventTime",          "eventType",           "eventVersion",      "insightDetails",   "managementEvent",     "readOnly",
    "recipientAccountId", "requestID",           "requestParameters", "responseElements", "serviceEventDetails", "sessionCredentialFromConsole",
    "sharedEventID",      "sourceIPAddress",     "tlsDetails",        "userAgent",        "userIdentity",
};
static_assert(std::is_sorted(kRecordMembers.begin(), kRecordMembers.end()));

constexpr std::array<std::string_view, kFileKinds> kNames = {
    "CloudTrail log files",
    "arrays of CloudTrail records",
    "CloudTrail records, one a line",
    "EventBridge events",
    "lookup-events results",
    "CloudWatch log exports",
    "CloudTrail Insight files",
    "line logs",
    "CloudTrail log files without a record",
    "empty objects",
    "CloudTrail digests",
    "AWS Config files",
    "GuardDuty findings",
    "other AWS objects",
    "other JSON",
    "not recognised",
    "unreadable",
};

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool hexadecimal(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// VPC flow logs, S3 server access logs, load balancer logs: AWS's plain-text logs that share buckets with CloudTrail's.
bool is_aws_text(std::string_view head) {
  std::string_view line = head.substr(0, head.find('\n'));
  if (line.starts_with("version account-id ") || line.starts_with("version vpc-id ") || line.starts_with("account-id ")) {
    return true;
  }
  for (std::string_view kind : {"http ", "https ", "h2 ", "grpcs ", "ws ", "wss ", "tls "}) {
    if (line.starts_with(kind) && line.size() > kind.size() + 11 && digits(line.substr(kind.size(), 4)) && line[kind.size() + 4] == '-' &&
        line.find('T') != std::string_view::npos) {
      return true;
    }
  }
  std::size_t first = line.find(' ');
  if (first == 64 && hexadecimal(line.substr(0, 64)) && line.find(" [") != std::string_view::npos) {
    return true;
  }
  if (first == 1 && digits(line.substr(0, 1)) && line.size() > 15 && digits(line.substr(2, 12)) && line[14] == ' ') {
    return true;
  }
  return line.starts_with("#Version: 1.0") || line.starts_with("date\ttime\tx-edge-location");
}

}  // namespace

std::string_view file_kind_name(FileKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

bool bears_records(FileKind kind) {
  return kind <= FileKind::kLines;
}

ObjectShape shape_of_member(std::string_view key, char value) {
  if (key == "Records" && value == '[') {
    return ObjectShape::kRecords;
  }
  if (std::binary_search(kRecordMembers.begin(), kRecordMembers.end(), key)) {
    return ObjectShape::kRecord;
  }
  if (key == "detail-type" || (key == "detail" && value == '{')) {
    return ObjectShape::kEnvelope;
  }
  if (key == "Events" && value == '[') {
    return ObjectShape::kLookupResult;
  }
  if (key == "CloudTrailEvent" && value == '"') {
    return ObjectShape::kLookupEvent;
  }
  if ((key == "logEvents" || key == "events") && value == '[') {
    return ObjectShape::kLogBatch;
  }
  if (key == "message" && value == '"') {
    return ObjectShape::kLogEvent;
  }
  if (key == "digestStartTime" || key == "digestS3Bucket" || key == "digestPublicKeyFingerprint") {
    return ObjectShape::kDigest;
  }
  if (key == "configSnapshotId" || key == "configurationItems" || key == "configurationItem") {
    return ObjectShape::kConfig;
  }
  if (key == "schemaVersion" && value == '"') {
    return ObjectShape::kGuardDuty;
  }
  if (key == "webaclId" || key == "query_timestamp" || key == "SignatureVersion") {
    return ObjectShape::kOtherAws;
  }
  return ObjectShape::kUnknown;
}

TextKind recognise_text(std::string_view head) {
  struct Magic {
    std::string_view bytes;
    std::string_view refusal;
  };
  static constexpr Magic kMagics[] = {
      {"\xFF\xFE", "is UTF-16, which is not read; make it UTF-8: iconv -f UTF-16 -t UTF-8"},
      {"\xFE\xFF", "is UTF-16, which is not read; make it UTF-8: iconv -f UTF-16 -t UTF-8"},
      {"PAR1", "is Parquet, which is not read; export it as JSON, or point to the trail's own files"},
      {"ORC", "is ORC, which is not read; export it as JSON, or point to the trail's own files"},
      {std::string_view("Obj\x01", 4), "is Avro, which is not read; export it as JSON, or point to the trail's own files"},
      {"PK\x03\x04", "is a zip archive, which is not read; unpack it first"},
      {std::string_view("\xFD"
                        "7zXZ\0",
                        6),
       "is packed with xz, which is not read; unpack it first"},
      {"\x04\x22\x4D\x18", "is packed with lz4, which is not read; unpack it first"},
      {"7z\xBC\xAF\x27\x1C", "is a 7z archive, which is not read; unpack it first"},
      {"\x1F\x8B\x08", "holds gzip data inside gzip data; unpack it once"},
      {"SQLite format 3", "is a database, which is not read"},
  };
  for (const Magic& magic : kMagics) {
    if (head.starts_with(magic.bytes)) {
      return {FileKind::kUnrecognised, magic.refusal};
    }
  }
  if (head.size() > 262 && head.substr(257, 5) == "ustar") {
    return {FileKind::kUnrecognised, "is a tar archive, which is not read; unpack it first"};
  }
  if (is_aws_text(head)) {
    return {FileKind::kOtherAws, {}};
  }
  return {};
}

std::size_t timestamp_prefix(std::string_view line) {
  // 2026-03-02T08:05:00.000Z {
  if (line.size() < 22 || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':' || !digits(line.substr(0, 4))) {
    return 0;
  }
  std::size_t space = line.substr(0, 40).find(' ');
  if (space == std::string_view::npos || line[space - 1] != 'Z' || space + 1 >= line.size()) {
    return 0;
  }
  return space + 1;
}

}  // namespace vedette::sources
