// Findings in AWS Security Hub.
#include <fmt/format.h>

#include <mutex>

#include "aws/securityhub.h"
#include "aws/sts.h"
#include "notify/aws_account.h"
#include "notify/finding.h"
#include "notify/http_attempt.h"
#include "notify/rendering.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"account_id", "severity", "aws_region", "aws_profile", "aws_endpoint"};

/// BatchImportFindings: at most so many in a call.
constexpr std::size_t kMostFindings = 100;

class SecurityHubNotifier final : public Notifier {
 public:
  SecurityHubNotifier(NotifierConfig config, AwsAccount account, std::string account_id, std::string severity)
      : Notifier(std::move(config)), account_(std::move(account)), account_id_(std::move(account_id)), severity_(std::move(severity)) {}

  [[nodiscard]] std::string target() const override { return "AWS Security Hub"; }

  [[nodiscard]] Rendering render(std::span<const model::Alert> alerts, Time now) const override {
    Rendering out;
    for (std::size_t at = 0; at < alerts.size(); at += kMostFindings) {
      JsonTree findings = JsonTree::array();
      for (const model::Alert& alert : alerts.subspan(at, std::min(kMostFindings, alerts.size() - at))) {
        findings.items.push_back(finding_of(alert, severity_, now));
      }
      out.messages.push_back({valid_utf8(findings.dump())});
    }
    for (std::size_t i = 0; i < out.messages.size(); ++i) {
      out.messages[i].part = static_cast<std::uint32_t>(i);
      out.messages[i].parts = static_cast<std::uint32_t>(out.messages.size());
    }
    return out;
  }

  [[nodiscard]] Outcome send(const Message& message, std::string_view, Time, const std::atomic<bool>* stop) override {
    JsonReader reader;
    const auto view = reader.parse(message.body);
    if (!view || view->kind() != JsonKind::kArray) {
      return {OutcomeKind::kRefused, 0, "this message is no list of findings"};
    }
    const Result<const aws::Client*> client = account_.client("securityhub");
    if (!client) {
      return outcome_of(client.error());
    }
    const aws::Outcome<std::string> account = own_account(stop);
    if (!account) {
      return outcome_of(account.error(), stop);
    }
    const std::string region = (*client)->region();
    const FindingPlace place{aws::partition_of_region(region).name, region, *account};
    JsonTree tree = JsonTree::read(*view);
    std::vector<std::string> findings;
    for (JsonTree& finding : tree.items) {
      place_finding(finding, place);
      findings.push_back(finding.dump());
    }
    const auto imported = aws::securityhub::batch_import_findings(**client, findings, account_.control(stop));
    if (!imported) {
      return outcome_of(imported.error(), stop);
    }
    if (imported->failed.empty()) {
      return {OutcomeKind::kSent, 0, fmt::format("{} imported", imported->imported)};
    }
    const aws::securityhub::FailedFinding& first = imported->failed.front();
    const bool never = first.error_code == "InvalidInput" || first.error_code == "AccessDenied";
    return {never ? OutcomeKind::kRefused : OutcomeKind::kRetry, 0,
            one_line(fmt::format("securityhub:BatchImportFindings: {} of {} findings failed: {}: {}", imported->failed.size(), findings.size(),
                                 first.error_code, first.error_message))};
  }

 private:
  /// Findings of the default product belong to the account that imports them.
  aws::Outcome<std::string> own_account(const std::atomic<bool>* stop) {
    {
      std::lock_guard lock(mutex_);
      if (!account_id_.empty()) {
        return account_id_;
      }
    }
    const Result<const aws::Client*> client = account_.client("sts");
    if (!client) {
      aws::ApiError error;
      error.message = client.error().message;
      return tl::unexpected(std::move(error));
    }
    const auto identity = aws::sts::get_caller_identity(**client, account_.control(stop));
    if (!identity) {
      return tl::unexpected(identity.error());
    }
    std::lock_guard lock(mutex_);
    account_id_ = identity->account;
    return account_id_;
  }

  AwsAccount account_;
  std::mutex mutex_;
  std::string account_id_;
  std::string severity_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  static constexpr std::string_view kSeverities[] = {"medium", "informational", "low", "high", "critical"};
  std::string severity = settings.choice("severity", kSeverities);
  for (char& c : severity) {
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  std::string account_id = settings.text("account_id");
  constexpr std::size_t kDigits = 12;
  if (!account_id.empty() && (account_id.size() != kDigits || account_id.find_first_not_of("0123456789") != std::string::npos)) {
    settings.error("account_id", "`account_id` is an AWS account's twelve digits", "without it, the account of the credentials is asked for");
  }
  if (settings.has("format")) {
    settings.warning("format", "findings have a form of their own: `format` is ignored");
  }
  AwsAccount account = AwsAccount::read(settings, {}, config.timeout);
  if (settings.report().failed()) {
    return nullptr;
  }
  return std::make_unique<SecurityHubNotifier>(std::move(config), std::move(account), std::move(account_id), std::move(severity));
}

}  // namespace

const Type kSecurityHubType{"security-hub", kKeys, create};

}  // namespace vedette::notify
