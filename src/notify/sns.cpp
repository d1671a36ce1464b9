// A message to an Amazon SNS topic.
#include "aws/sns.h"

#include <fmt/format.h>

#include "notify/aws_account.h"
#include "notify/http_attempt.h"
#include "notify/rendering.h"
#include "notify/text_split.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"topic_arn", "subject", "aws_region", "aws_profile", "aws_endpoint"};

class SnsNotifier final : public RenderedNotifier {
 public:
  SnsNotifier(NotifierConfig config, Format format, AwsAccount account, std::string topic, std::string subject)
      : RenderedNotifier(std::move(config), std::move(format), {.empty = EmptyOutput::kReplace, .thin_events = true}),
        account_(std::move(account)),
        topic_(std::move(topic)),
        subject_(std::move(subject)) {}

  [[nodiscard]] std::string target() const override { return topic_; }

  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time, const std::atomic<bool>* stop) override {
    const Result<const aws::Client*> client = account_.client("sns");
    if (!client) {
      return outcome_of(client.error());
    }
    aws::sns::PublishInput input;
    input.topic_arn = topic_;
    input.message = message.body;
    input.subject = subject_;
    if (topic_.ends_with(".fifo")) {
      input.group_id = config().name;
      input.deduplication_id = deduplication_id(key);
    }
    const auto sent = aws::sns::publish(**client, input, account_.control(stop));
    return sent ? Outcome{OutcomeKind::kSent, 0, sent->message_id} : outcome_of(sent.error(), stop);
  }

 protected:
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override { return text; }
  [[nodiscard]] bool fits(std::string_view body) const override { return body.size() <= kMostAwsBytes; }
  [[nodiscard]] std::vector<std::string> split(std::string body, std::vector<std::string>&) const override {
    constexpr std::size_t kMostBytesAUnit = 3;
    return split_text(body, kMostAwsBytes / kMostBytesAUnit);
  }

 private:
  AwsAccount account_;
  std::string topic_;
  std::string subject_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  std::string topic = settings.required("topic_arn", "arn:aws:sns:eu-west-1:123456789012:alerts");
  const std::optional<aws::Arn> arn = aws::Arn::parse(topic);
  if (!topic.empty() && (!arn || arn->service != "sns")) {
    settings.error("topic_arn", fmt::format("`{}` is no ARN of an SNS topic", one_line(topic)), "arn:aws:sns:eu-west-1:123456789012:alerts");
  }
  std::string subject = settings.text("subject", "Vedette alert");
  constexpr std::size_t kLongestSubject = 100;
  if (subject.size() > kLongestSubject || std::any_of(subject.begin(), subject.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; })) {
    settings.error("subject", "`subject` has at most 100 characters, all ASCII: SNS takes no other");
  }
  AwsAccount account = AwsAccount::read(settings, arn ? std::string(arn->region) : std::string(), config.timeout);
  std::optional<Format> format = Format::create(config, "text", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<SnsNotifier>(std::move(config), std::move(*format), std::move(account), std::move(topic), std::move(subject));
}

}  // namespace

const Type kSnsType{"sns", kKeys, create};

}  // namespace vedette::notify
