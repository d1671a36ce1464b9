// An event for each alert on an Amazon EventBridge bus.
#include "aws/eventbridge.h"

#include "aws/retry.h"
#include "notify/aws_account.h"
#include "notify/facts.h"
#include "notify/http_attempt.h"
#include "notify/json_tree.h"
#include "notify/rendering.h"
#include "notify/types.h"

namespace vedette::notify {
namespace {

constexpr std::string_view kKeys[] = {"event_bus", "source", "detail_type", "aws_region", "aws_profile", "aws_endpoint"};

class EventBridgeNotifier final : public RenderedNotifier {
 public:
  struct Bus {
    std::string name;  // or ARN
    std::string source;
    std::string detail_type;
  };
  EventBridgeNotifier(NotifierConfig config, Format format, AwsAccount account, Bus bus)
      : RenderedNotifier(std::move(config), std::move(format), {.empty = EmptyOutput::kReplace, .one_per_alert = true, .thin_events = true}),
        account_(std::move(account)),
        bus_(std::move(bus)) {}

  [[nodiscard]] std::string target() const override { return bus_.name.empty() ? "default" : bus_.name; }

  [[nodiscard]] Outcome send(const Message& message, std::string_view, Time now, const std::atomic<bool>* stop) override {
    const Result<const aws::Client*> client = account_.client("events");
    if (!client) {
      return outcome_of(client.error());
    }
    aws::eventbridge::Entry entry{bus_.source, bus_.detail_type, message.body, bus_.name, now, {}};
    const auto put = aws::eventbridge::put_events(**client, {std::move(entry)}, account_.control(stop));
    if (!put) {
      return outcome_of(put.error(), stop);
    }
    if (put->empty()) {
      return {OutcomeKind::kRetry, 0, "events:PutEvents: an answer without the event"};
    }
    const aws::eventbridge::EntryResult& result = put->front();
    if (result.error_code.empty()) {
      return {OutcomeKind::kSent, 0, result.event_id};
    }
    // docs.aws.amazon.com/eventbridge: PutEventsResultEntry
    const bool later = result.error_code == "ThrottlingException" || result.error_code == "InternalFailure" ||
                       result.error_code == "InternalException" || result.error_code == "NotAuthorizedForSourceException";
    return {later ? OutcomeKind::kRetry : OutcomeKind::kRefused, 0, one_line("events:PutEvents: " + result.error_code + ": " + result.error_message)};
  }

 protected:
  [[nodiscard]] tl::expected<std::string, Flaw> body_of(std::string text, std::span<const model::Alert>) const override {
    if (std::optional<Flaw> flaw = find_json_flaw(text)) {
      return tl::unexpected(std::move(*flaw));
    }
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (text[begin] != '{') {
      return tl::unexpected(Flaw{begin, "the detail of an event is an object"});
    }
    return text;
  }
  [[nodiscard]] std::string plain_body(std::string text, std::span<const model::Alert> alerts) const override {
    JsonTree detail = JsonTree::object();
    detail.set("scenario", alerts.front().scenario);
    detail.set("uuid", alerts.front().uuid);
    detail.set("text", text);
    return detail.dump();
  }
  [[nodiscard]] bool fits(std::string_view body) const override {
    return body.size() + bus_.source.size() + bus_.detail_type.size() + 14 <= kMostAwsBytes;  // PutEvents, "Calculating event entry size"
  }

 private:
  AwsAccount account_;
  Bus bus_;
};

std::unique_ptr<Notifier> create(NotifierConfig config, const Settings& settings, const Shared&) {
  EventBridgeNotifier::Bus bus;
  bus.name = settings.text("event_bus");
  bus.source = settings.text("source", "vedette");
  bus.detail_type = settings.text("detail_type", "Vedette Alert");
  if (bus.source.starts_with("aws.")) {
    settings.error("source", "a `source` that begins with `aws.` is reserved");
  }
  const std::optional<aws::Arn> arn = aws::Arn::parse(bus.name);
  AwsAccount account = AwsAccount::read(settings, arn ? std::string(arn->region) : std::string(), config.timeout);
  std::optional<Format> format = Format::create(config, "alert", settings.report());
  if (settings.report().failed() || !format) {
    return nullptr;
  }
  return std::make_unique<EventBridgeNotifier>(std::move(config), std::move(*format), std::move(account), std::move(bus));
}

}  // namespace

const Type kEventBridgeType{"eventbridge", kKeys, create};

}  // namespace vedette::notify
