#include "notify/receivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "notify/json_tree.h"
#include "notify/text_split.h"

namespace vedette::notify {
namespace {

using Notes = std::vector<std::string>;

/// Cuts the text under `key`.
void limit(JsonTree& object, std::string_view key, std::size_t most, Notes& notes) {
  if (std::string* text = object.find_text(key); text != nullptr && text_length(*text) > most) {
    notes.push_back(fmt::format("`{}` is longer than the {} characters that the receiver takes: it was cut", key, most));
    *text = shorten(*text, most);
  }
}

std::vector<JsonTree>* list(JsonTree& object, std::string_view key) {
  JsonTree* value = object.find(key);
  return value != nullptr && value->kind == JsonKind::kArray ? &value->items : nullptr;
}

/// Several messages that differ in the text under `key`.
std::vector<JsonTree> split_at(const JsonTree& message, std::string_view key, std::size_t most) {
  std::vector<JsonTree> out;
  JsonTree copy = message;
  const std::string* text = copy.find_text(key);
  for (std::string& part : split_text(*text, most)) {
    out.push_back(message);
    *out.back().find_text(key) = std::move(part);
  }
  return out;
}

// Slack: api.slack.com, "Formatting text", "Block Kit reference".
constexpr std::size_t kSlackText = 40'000;
constexpr std::size_t kSlackBlocks = 50;
constexpr std::size_t kSlackSection = 3'000;
constexpr std::size_t kSlackField = 2'000;
constexpr std::size_t kSlackFields = 10;
constexpr std::size_t kSlackHeader = 150;
constexpr std::size_t kSlackContext = 10;
constexpr std::size_t kSlackAttachments = 100;

/// A list of more than `most` under `key` goes on in copies of the block that have nothing but it.
void unfold_list(JsonTree block, std::string_view key, std::size_t most, std::vector<JsonTree>& out) {
  std::vector<JsonTree>* items = list(block, key);
  if (items == nullptr || items->size() <= most) {
    out.push_back(std::move(block));
    return;
  }
  std::vector<JsonTree> rest(std::make_move_iterator(items->begin() + static_cast<std::ptrdiff_t>(most)), std::make_move_iterator(items->end()));
  items->resize(most);
  JsonTree next = JsonTree::object();
  if (const JsonTree* type = block.find("type"); type != nullptr) {
    next.set("type", *type);
  }
  next.set(std::string(key), JsonTree::array()).items = std::move(rest);
  out.push_back(std::move(block));
  unfold_list(std::move(next), key, most, out);
}

void unfold_section(JsonTree block, Notes& notes, std::vector<JsonTree>& out) {
  if (std::vector<JsonTree>* fields = list(block, "fields")) {
    for (JsonTree& field : *fields) {
      limit(field, "text", kSlackField, notes);
    }
  }
  JsonTree* text = block.find("text");
  std::string* words = text != nullptr ? text->find_text("text") : nullptr;
  if (words != nullptr && text_length(*words) > kSlackSection) {
    std::vector<std::string> parts = split_text(*words, kSlackSection);
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      JsonTree part = JsonTree::object();
      part.set("type", "section");
      part.set("text", *text).find_text("text")->swap(parts[i]);
      out.push_back(std::move(part));
    }
    *words = std::move(parts.back());  // what else the block has stays with the end of its text
  }
  unfold_list(std::move(block), "fields", kSlackFields, out);
}

std::vector<JsonTree> unfold_blocks(std::vector<JsonTree> blocks, Notes& notes) {
  std::vector<JsonTree> out;
  for (JsonTree& block : blocks) {
    const std::string* type = block.find_text("type");
    if (type != nullptr && *type == "section") {
      unfold_section(std::move(block), notes, out);
    } else if (type != nullptr && *type == "context") {
      unfold_list(std::move(block), "elements", kSlackContext, out);
    } else {
      if (type != nullptr && *type == "header" && block.find("text") != nullptr) {
        limit(*block.find("text"), "text", kSlackHeader, notes);
      }
      out.push_back(std::move(block));
    }
  }
  return out;
}

bool is_type(JsonTree& block, std::string_view type) {
  const std::string* found = block.find_text("type");
  return found != nullptr && *found == type;
}

/// Runs of at most `most` blocks; cut behind a divider where one is not too far back.
std::vector<std::vector<JsonTree>> runs_of_blocks(std::vector<JsonTree> blocks, std::size_t most) {
  std::vector<std::vector<JsonTree>> out;
  std::size_t at = 0;
  while (at < blocks.size()) {
    std::size_t end = std::min(at + most, blocks.size());
    if (end < blocks.size()) {
      for (std::size_t i = end; i > at + most / 4; --i) {
        if (is_type(blocks[i - 1], "divider")) {
          end = i;
          break;
        }
      }
    }
    out.emplace_back(std::make_move_iterator(blocks.begin() + static_cast<std::ptrdiff_t>(at)),
                     std::make_move_iterator(blocks.begin() + static_cast<std::ptrdiff_t>(end)));
    at = end;
  }
  return out;
}

/// A message without what is taken apart.
JsonTree slack_frame(const JsonTree& message) {
  JsonTree out = JsonTree::object();
  for (const auto& [key, value] : message.members) {
    if (key != "blocks" && key != "attachments" && key != "text") {
      out.members.emplace_back(key, value);
    }
  }
  return out;
}

std::vector<JsonTree> split_slack(JsonTree message, Notes& notes) {
  const JsonTree frame = slack_frame(message);
  std::vector<JsonTree> out;
  std::vector<JsonTree>* blocks = list(message, "blocks");
  const std::string* text = message.find_text("text");
  if (text != nullptr && blocks == nullptr) {
    for (std::string& part : split_text(*text, kSlackText)) {
      out.push_back(frame);
      out.back().set("text", part);
    }
  }
  if (blocks != nullptr) {
    for (std::vector<JsonTree>& run : runs_of_blocks(unfold_blocks(std::move(*blocks), notes), kSlackBlocks)) {
      out.push_back(frame);
      if (text != nullptr) {
        out.back().set("text", shorten(*text, kSlackText));  // what notifications on phones show
      }
      out.back().set("blocks", JsonTree::array()).items = std::move(run);
    }
  }
  std::size_t held = kSlackAttachments;  // in the last message; full: the first attachment opens one
  if (std::vector<JsonTree>* attachments = list(message, "attachments")) {
    for (JsonTree& attachment : *attachments) {
      std::vector<JsonTree> parts;
      if (std::vector<JsonTree>* inner = list(attachment, "blocks")) {
        for (std::vector<JsonTree>& run : runs_of_blocks(unfold_blocks(std::move(*inner), notes), kSlackBlocks)) {
          parts.push_back(attachment);
          parts.back().set("blocks", JsonTree::array()).items = std::move(run);
        }
      } else {
        parts.push_back(attachment);
      }
      for (JsonTree& part : parts) {
        // Blocks of all attachments count together: one with blocks goes alone.
        if (held >= kSlackAttachments || parts.size() > 1 || part.find("blocks") != nullptr) {
          out.push_back(frame);
          out.back().set("attachments", JsonTree::array());
          held = 0;
        }
        out.back().find("attachments")->items.push_back(std::move(part));
        held = parts.size() > 1 ? kSlackAttachments : held + 1;
      }
    }
  }
  if (out.empty()) {
    out.push_back(std::move(message));
  }
  return out;
}

bool slack_blocks_fit(JsonTree& holder, std::size_t& blocks) {
  std::vector<JsonTree>* list_of = list(holder, "blocks");
  if (list_of == nullptr) {
    return true;
  }
  blocks += list_of->size();
  return std::all_of(list_of->begin(), list_of->end(), [](JsonTree& block) {
    JsonTree* text = block.find("text");
    const std::string* words = text != nullptr ? text->find_text("text") : nullptr;
    const std::size_t length = words != nullptr ? text_length(*words) : 0;
    std::vector<JsonTree>* fields = list(block, "fields");
    std::vector<JsonTree>* elements = list(block, "elements");
    return length <= (is_type(block, "header") ? kSlackHeader : kSlackSection) && (fields == nullptr || fields->size() <= kSlackFields) &&
           (fields == nullptr || std::all_of(fields->begin(), fields->end(),
                                             [](JsonTree& field) {
                                               const std::string* said = field.find_text("text");
                                               return said == nullptr || text_length(*said) <= kSlackField;
                                             })) &&
           (elements == nullptr || !is_type(block, "context") || elements->size() <= kSlackContext);
  });
}

bool slack_fits(JsonTree& message) {
  const std::string* text = message.find_text("text");
  std::size_t blocks = 0;
  if ((text != nullptr && text_length(*text) > kSlackText) || !slack_blocks_fit(message, blocks)) {
    return false;
  }
  if (std::vector<JsonTree>* attachments = list(message, "attachments")) {
    if (attachments->size() > kSlackAttachments ||
        !std::all_of(attachments->begin(), attachments->end(), [&](JsonTree& attachment) { return slack_blocks_fit(attachment, blocks); })) {
      return false;
    }
  }
  return blocks <= kSlackBlocks;
}

// Discord: discord.com/developers, "Execute Webhook", "Embed Limits".
constexpr std::size_t kDiscordContent = 2'000;
constexpr std::size_t kDiscordEmbeds = 10;
constexpr std::size_t kDiscordAll = 6'000;
constexpr std::size_t kDiscordTitle = 256;
constexpr std::size_t kDiscordDescription = 4'096;
constexpr std::size_t kDiscordFields = 25;
constexpr std::size_t kDiscordFieldName = 256;
constexpr std::size_t kDiscordFieldValue = 1'024;
constexpr std::size_t kDiscordFooter = 2'048;

std::size_t length_at(JsonTree& object, std::string_view key) {
  const std::string* text = object.find_text(key);
  return text == nullptr ? 0 : text_length(*text);
}

std::size_t embed_length(JsonTree& embed) {
  std::size_t sum = length_at(embed, "title") + length_at(embed, "description");
  if (std::vector<JsonTree>* fields = list(embed, "fields")) {
    for (JsonTree& field : *fields) {
      sum += length_at(field, "name") + length_at(field, "value");
    }
  }
  for (const auto& [holder, key] : {std::pair{"footer", "text"}, std::pair{"author", "name"}}) {
    if (JsonTree* inner = embed.find(holder)) {
      sum += length_at(*inner, key);
    }
  }
  return sum;
}

/// One embed as several small enough for a message each.
std::vector<JsonTree> unfold_embed(JsonTree embed, Notes& notes) {
  limit(embed, "title", kDiscordTitle, notes);
  if (JsonTree* footer = embed.find("footer")) {
    limit(*footer, "text", kDiscordFooter, notes);
  }
  std::vector<JsonTree> fields;
  if (std::vector<JsonTree>* found = list(embed, "fields")) {
    for (JsonTree& field : *found) {
      limit(field, "name", kDiscordFieldName, notes);
      limit(field, "value", kDiscordFieldValue, notes);
    }
    fields = std::move(*found);
    found->clear();
  }
  std::vector<JsonTree> out;
  if (embed.find_text("description") != nullptr) {
    constexpr std::size_t kRoom = kDiscordAll - kDiscordTitle - kDiscordFooter - kDiscordFieldName - kDiscordFieldValue;
    for (JsonTree& part : split_at(embed, "description", std::min(kDiscordDescription, kRoom))) {
      out.push_back(std::move(part));
    }
  } else {
    out.push_back(std::move(embed));
  }
  for (JsonTree& field : fields) {
    std::vector<JsonTree>* last = list(out.back(), "fields");
    const std::size_t length = length_at(field, "name") + length_at(field, "value");
    if (last->size() >= kDiscordFields || embed_length(out.back()) + length > kDiscordAll) {
      JsonTree next = JsonTree::object();
      if (const JsonTree* colour = out.back().find("color")) {
        next.set("color", *colour);
      }
      next.set("fields", JsonTree::array());
      out.push_back(std::move(next));
      last = list(out.back(), "fields");
    }
    last->push_back(std::move(field));
  }
  return out;
}

std::vector<JsonTree> split_discord(JsonTree message, Notes& notes) {
  std::vector<JsonTree> embeds;
  if (std::vector<JsonTree>* found = list(message, "embeds")) {
    for (JsonTree& embed : *found) {
      for (JsonTree& part : unfold_embed(std::move(embed), notes)) {
        embeds.push_back(std::move(part));
      }
    }
  }
  message.erase("embeds");
  std::vector<JsonTree> out;
  if (length_at(message, "content") > kDiscordContent) {
    out = split_at(message, "content", kDiscordContent);
  } else {
    out.push_back(message);
  }
  message.erase("content");
  std::size_t held = 0;
  std::size_t length = 0;
  for (JsonTree& embed : embeds) {
    const std::size_t more = embed_length(embed);
    if (held == kDiscordEmbeds || (held > 0 && length + more > kDiscordAll)) {
      out.push_back(message);
      held = 0;
      length = 0;
    }
    JsonTree* there = out.back().find("embeds");
    (there != nullptr ? *there : out.back().set("embeds", JsonTree::array())).items.push_back(std::move(embed));
    ++held;
    length += more;
  }
  return out;
}

bool discord_fits(JsonTree& message) {
  if (length_at(message, "content") > kDiscordContent) {
    return false;
  }
  std::vector<JsonTree>* embeds = list(message, "embeds");
  if (embeds == nullptr) {
    return true;
  }
  std::size_t sum = 0;
  for (JsonTree& embed : *embeds) {
    sum += embed_length(embed);
    if (length_at(embed, "title") > kDiscordTitle || length_at(embed, "description") > kDiscordDescription) {
      return false;
    }
    if (JsonTree* footer = embed.find("footer"); footer != nullptr && length_at(*footer, "text") > kDiscordFooter) {
      return false;
    }
    if (std::vector<JsonTree>* fields = list(embed, "fields")) {
      if (fields->size() > kDiscordFields || !std::all_of(fields->begin(), fields->end(), [](JsonTree& field) {
            return length_at(field, "name") <= kDiscordFieldName && length_at(field, "value") <= kDiscordFieldValue;
          })) {
        return false;
      }
    }
  }
  return embeds->size() <= kDiscordEmbeds && sum <= kDiscordAll;
}

// Microsoft Teams: a message of a workflow's webhook has at most 28 KB.
constexpr std::size_t kTeamsBytes = 28'000;

JsonTree* teams_body(JsonTree& message) {
  std::vector<JsonTree>* attachments = list(message, "attachments");
  JsonTree* content = attachments != nullptr && !attachments->empty() ? attachments->front().find("content") : nullptr;
  JsonTree* body = content != nullptr ? content->find("body") : nullptr;
  return body != nullptr && body->kind == JsonKind::kArray ? body : nullptr;
}

std::vector<JsonTree> split_teams(JsonTree message, Notes& notes) {
  JsonTree* body = teams_body(message);
  if (body == nullptr) {
    std::vector<JsonTree> out;
    notes.push_back("the message is longer than the 28 KB that Teams takes");
    out.push_back(std::move(message));
    return out;
  }
  std::vector<JsonTree> elements = std::move(body->items);
  body->items.clear();
  const std::size_t frame = message.dump().size();
  constexpr std::size_t kLongestText = 6'000;  // in JSON at most four times that
  std::vector<JsonTree> parts;
  for (JsonTree& element : elements) {
    if (const std::string* text = element.find_text("text"); text != nullptr && text_length(*text) > kLongestText) {
      for (JsonTree& part : split_at(element, "text", kLongestText)) {
        parts.push_back(std::move(part));
      }
    } else {
      parts.push_back(std::move(element));
    }
  }
  std::vector<JsonTree> out;
  std::size_t size = 0;
  for (JsonTree& part : parts) {
    const std::size_t more = part.dump().size() + 1;
    if (out.empty() || (size + more > kTeamsBytes && size > frame)) {
      out.push_back(message);
      size = frame;
    }
    teams_body(out.back())->items.push_back(std::move(part));
    size += more;
  }
  return out;
}

constexpr std::size_t kMattermostText = 16'383;  // developers.mattermost.com: posts
constexpr std::size_t kTelegramText = 4'096;     // core.telegram.org/bots/api: sendMessage

// PagerDuty, Events API v2: 512 KB in all.
constexpr std::size_t kPagerDutySummary = 1'024;
constexpr std::size_t kPagerDutyKey = 255;
constexpr std::size_t kPagerDutyBytes = 512'000;

void limit_pagerduty(JsonTree& message, Notes& notes) {
  limit(message, "dedup_key", kPagerDutyKey, notes);
  JsonTree* payload = message.find("payload");
  if (payload == nullptr) {
    return;
  }
  limit(*payload, "summary", kPagerDutySummary, notes);
  if (JsonTree* details = payload->find("custom_details"); details != nullptr && message.dump().size() > kPagerDutyBytes) {
    for (auto& [key, value] : details->members) {
      constexpr std::size_t kLongestDetail = 4'000;
      if (value.dump().size() > kLongestDetail) {
        notes.push_back(fmt::format("`custom_details.{}` was cut: PagerDuty takes 512 KB", key));
        value = JsonTree::string(shorten(value.kind == JsonKind::kString ? value.text : value.dump(), kLongestDetail));
      }
    }
  }
}

// Opsgenie, Alert API: create alert.
constexpr std::pair<std::string_view, std::size_t> kOpsgenieLimits[] = {{"message", 130}, {"alias", 512}, {"description", 15'000}, {"entity", 512},
                                                                        {"source", 100},  {"user", 100},  {"note", 25'000}};

bool fits_tree(Receiver receiver, JsonTree& message, std::string_view body) {
  switch (receiver) {
    case Receiver::kAny:
      return true;
    case Receiver::kSlack:
      return slack_fits(message);
    case Receiver::kDiscord:
      return discord_fits(message);
    case Receiver::kTeams:
      return body.size() <= kTeamsBytes;
    case Receiver::kMattermost:
      return length_at(message, "text") <= kMattermostText;
    case Receiver::kTelegram:
      return length_at(message, "text") <= kTelegramText;
    case Receiver::kPagerDuty: {
      JsonTree* payload = message.find("payload");
      return body.size() <= kPagerDutyBytes && length_at(message, "dedup_key") <= kPagerDutyKey &&
             (payload == nullptr || length_at(*payload, "summary") <= kPagerDutySummary);
    }
    case Receiver::kOpsgenie:
      return std::all_of(std::begin(kOpsgenieLimits), std::end(kOpsgenieLimits),
                         [&](const auto& limit_of) { return length_at(message, limit_of.first) <= limit_of.second; });
  }
  return true;
}

std::optional<JsonTree> read_object(std::string_view body) {
  JsonReader reader;
  const auto view = reader.parse(body);
  if (!view || view->kind() != JsonKind::kObject) {
    return std::nullopt;
  }
  return JsonTree::read(*view);
}

}  // namespace

Receiver receiver_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, std::min(host.find_first_of("/?#:"), host.size()));
  constexpr std::pair<std::string_view, Receiver> kHosts[] = {
      {"hooks.slack.com", Receiver::kSlack},     {"hooks.slack-gov.com", Receiver::kSlack},      {"discord.com", Receiver::kDiscord},
      {"discordapp.com", Receiver::kDiscord},    {"ptb.discord.com", Receiver::kDiscord},        {"canary.discord.com", Receiver::kDiscord},
      {"api.telegram.org", Receiver::kTelegram}, {"events.pagerduty.com", Receiver::kPagerDuty}, {"events.eu.pagerduty.com", Receiver::kPagerDuty},
      {"api.opsgenie.com", Receiver::kOpsgenie}, {"api.eu.opsgenie.com", Receiver::kOpsgenie},
  };
  for (const auto& [name, receiver] : kHosts) {
    if (host == name) {
      return receiver;
    }
  }
  return host.ends_with(".logic.azure.com") || host.ends_with(".webhook.office.com") || host.ends_with(".api.powerplatform.com") ? Receiver::kTeams
                                                                                                                                 : Receiver::kAny;
}

bool fits(Receiver receiver, std::string_view body) {
  if (receiver == Receiver::kAny) {
    return true;
  }
  std::optional<JsonTree> message = read_object(body);
  return !message || fits_tree(receiver, *message, body);
}

std::vector<std::string> split(Receiver receiver, const std::string& body, std::vector<std::string>& notes) {
  std::optional<JsonTree> message = read_object(body);
  if (!message) {
    return {body};
  }
  std::vector<JsonTree> parts;
  switch (receiver) {
    case Receiver::kAny:
      return {body};
    case Receiver::kSlack:
      parts = split_slack(std::move(*message), notes);
      break;
    case Receiver::kDiscord:
      parts = split_discord(std::move(*message), notes);
      break;
    case Receiver::kTeams:
      parts = split_teams(std::move(*message), notes);
      break;
    case Receiver::kMattermost:
    case Receiver::kTelegram:
      if (message->find_text("text") == nullptr) {
        return {body};
      }
      parts = split_at(*message, "text", receiver == Receiver::kTelegram ? kTelegramText : kMattermostText);
      break;
    case Receiver::kPagerDuty:
      limit_pagerduty(*message, notes);
      parts.push_back(std::move(*message));
      break;
    case Receiver::kOpsgenie:
      for (const auto& [key, most] : kOpsgenieLimits) {
        limit(*message, key, most, notes);
      }
      parts.push_back(std::move(*message));
      break;
  }
  std::vector<std::string> out;
  for (const JsonTree& part : parts) {
    out.push_back(part.dump());
  }
  return out;
}

std::string text_body(Receiver receiver, std::string_view text, Markup markup) {
  JsonTree message = JsonTree::object();
  switch (receiver) {
    case Receiver::kDiscord:
      message.set("content", text);
      message.set("allowed_mentions", JsonTree::object()).set("parse", JsonTree::array());  // no @everyone out of a log
      break;
    case Receiver::kTeams: {
      message.set("type", "message");
      JsonTree block = JsonTree::object();
      block.set("type", "TextBlock");
      block.set("text", text);
      block.set("wrap", JsonTree::boolean(true));
      JsonTree card = JsonTree::object();
      card.set("type", "AdaptiveCard");
      card.set("version", "1.4");
      card.set("body", JsonTree::array()).items.push_back(std::move(block));
      JsonTree attachment = JsonTree::object();
      attachment.set("contentType", "application/vnd.microsoft.card.adaptive");
      attachment.set("content", std::move(card));
      message.set("attachments", JsonTree::array()).items.push_back(std::move(attachment));
      break;
    }
    case Receiver::kPagerDuty: {
      message.set("event_action", "trigger");
      JsonTree& payload = message.set("payload", JsonTree::object());
      payload.set("summary", shorten(text.substr(0, text.find("\n\n")), kPagerDutySummary));
      payload.set("source", "vedette");
      payload.set("severity", "warning");
      payload.set("custom_details", JsonTree::object()).set("text", text);
      break;
    }
    case Receiver::kOpsgenie:
      message.set("message", shorten(text.substr(0, text.find('\n')), 130));
      message.set("description", text);
      break;
    case Receiver::kSlack: {
      if (markup == Markup::kKeep) {
        message.set("text", text);
        break;
      }
      // api.slack.com, "Escaping text".
      std::string escaped;
      for (char c : text) {
        escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
      }
      message.set("text", escaped);
      break;
    }
    case Receiver::kAny:
      message.set("text", text);
      message.set("content", text);
      break;
    case Receiver::kMattermost:
    case Receiver::kTelegram:
      message.set("text", text);
      break;
  }
  return message.dump();
}

}  // namespace vedette::notify
