#include "engine/record_identity.h"

namespace vedette::engine {

RecordIdentity identify(const JsonView& record) {
  RecordIdentity out;
  if (record.kind() != JsonKind::kObject) {
    return out;
  }
  JsonView caller;
  for (JsonView::Iterator member = record.elements(); member.next();) {
    std::string_view key = member.key();
    // The three lengths and first letters tell nearly every other member apart.
    if (key.size() == 7 && key == "eventID") {
      out.event_id = member.value().as_string();
    } else if (key.size() == 9 && key == "awsRegion") {
      out.region = member.value().as_string();
    } else if (key.size() == 18 && key == "recipientAccountId") {
      out.account = member.value().as_string();
    } else if (key.size() == 12 && key == "userIdentity") {
      caller = member.value();
    }
  }
  JsonView account;
  if (out.account.empty() && caller.find("accountId", account)) {
    out.account = account.as_string();
  }
  return out;
}

}  // namespace vedette::engine
