// A message to an Amazon SQS queue.
#include "aws/sqs.h"

#include <mutex>

#include "notify/aws_account.h"
#include "notify/receivers.h"
#include "notify/rendering.h"
#include "notify/text_split.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"queue", "aws_region", "aws_profile", "aws_endpoint"};

class SqsNotifier final : public RenderedNotifier {
 public:
  SqsNotifier(NotifierConfig config, Format format, AwsAccount account, std::string queue)
      : RenderedNotifier(std::move(config), std::move(format), {.empty = EmptyOutput::kReplace, .thin_events = true}),
        account_(std::move(account)),
        queue_(std::move(queue)) {}

  [[nodiscard]] std::string target() const override { return queue_; }

  [[nodiscard]] Outcome send(const Message& message, std::string_view key, Time, const std::atomic<bool>* stop) override {
    const Result<const aws::Client*> client = account_.client("sqs");
    if (!client) {
      return outcome_of(client.error());
    }
    const aws::Outcome<std::string> url = queue_url(**client, stop);
    if (!url) {
      Outcome out = outcome_of(url.error(), stop);
      out.kind = OutcomeKind::kRetry;  // a queue that is not there yet can be made
      return out;
    }
    aws::sqs::SendInput input;
    input.queue_url = *url;
    input.body = message.body;
    if (input.queue_url.ends_with(".fifo")) {
      input.group_id = config().name;
      input.deduplication_id = deduplication_id(key);
    }
    const auto sent = aws::sqs::send_message(**client, input, account_.control(stop));
    return sent ? Outcome{OutcomeKind::kSent, 0, *sent} : outcome_of(sent.error(), stop);
  }

 protected:
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert>) const override {
    return text_body(Receiver::kAny, text, Markup::kKeep);
  }
  [[nodiscard]] bool fits(std::string_view body) const override { return body.size() <= kMostAwsBytes; }
  [[nodiscard]] std::vector<std::string> split(std::string body, std::vector<std::string>&) const override {
    constexpr std::size_t kMostBytesAUnit = 3;
    return split_text(body, kMostAwsBytes / kMostBytesAUnit);
  }

 private:
  aws::Outcome<std::string> queue_url(const aws::Client& client, const std::atomic<bool>* stop) {
    const aws::sqs::QueueName name = aws::sqs::QueueName::parse(queue_);
    if (!name.url.empty()) {
      return name.url;
    }
    {
      std::lock_guard lock(mutex_);
      if (!url_.empty()) {
        return url_;
      }
    }
    aws::Outcome<std::string> found = aws::sqs::get_queue_url(client, name.name, name.account, account_.control(stop));
    if (found) {
      std::lock_guard lock(mutex_);
      url_ = *found;
    }
    return found;
  }

  AwsAccount account_;
  std::string queue_;
  std::mutex mutex_;
  std::string url_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  std::string queue = settings.required("queue", "its name, URL or ARN");
  AwsAccount account = AwsAccount::read(settings, aws::sqs::QueueName::parse(queue).region, config.timeout);
  std::optional<Format> format = Format::create(config, "json", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<SqsNotifier>(std::move(config), std::move(*format), std::move(account), std::move(queue));
}

}  // namespace

const Type kSqsType{"sqs", kKeys, create};

}  // namespace vedette::notify
