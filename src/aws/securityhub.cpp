#include "aws/securityhub.h"

#include "aws/protocol.h"

namespace vedette::aws::securityhub {

Call batch_import_findings_call(const std::vector<std::string>& findings) {
  std::string list = "[";
  for (const std::string& finding : findings) {
    list += (list.size() > 1 ? "," : "") + finding;
  }
  JsonObject body;
  body.add_json("Findings", list + "]");
  Call call;
  call.action = "securityhub:BatchImportFindings";
  call.protocol = Protocol::kRestJson;
  call.path = "/findings/import";
  call.headers = {{"Content-Type", "application/json"}};
  call.body = std::move(body).text();
  return call;
}

Outcome<ImportOutput> batch_import_findings(const Client& client, const std::vector<std::string>& findings, const CallControl& control) {
  const Call call = batch_import_findings_call(findings);
  const Outcome<JsonAnswer> answer = JsonAnswer::read(call, client.send(call, control));
  if (!answer) {
    return tl::unexpected(answer.error());
  }
  ImportOutput output;
  output.imported = static_cast<int>(integer_of(answer->root(), "SuccessCount"));
  for (auto it = elements_of(answer->root(), "FailedFindings"); it.next();) {
    output.failed.push_back({text_of(it.value(), "Id"), text_of(it.value(), "ErrorCode"), text_of(it.value(), "ErrorMessage")});
  }
  return output;
}

}  // namespace vedette::aws::securityhub
