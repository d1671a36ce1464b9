// Any bytes as the answer of a service, in each of the protocols.
#include <cstddef>
#include <cstdint>

#include "aws/credential_sources.h"
#include "aws/kinesis.h"
#include "aws/protocol.h"
#include "aws/s3.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vedette::aws;
  const std::string body(reinterpret_cast<const char*>(data), size);
  Answer answer;
  answer.status = 400;
  answer.body = body;
  for (const Protocol protocol : {Protocol::kQuery, Protocol::kJson, Protocol::kRestJson, Protocol::kRestXml}) {
    const ServiceError error = parse_service_error(protocol, answer);
    VEDETTE_CHECK(error.code.size() <= 100 && error.message.size() <= 1000 && error.request_id.size() <= 100);
    for (const std::string* text : {&error.code, &error.message, &error.request_id, &error.bucket_region}) {
      for (const char c : *text) {
        VEDETTE_CHECK(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
      }
    }
  }
  const Call call = json_call("service:Action", "Service.Action", "1.1", "{}");
  answer.status = 200;
  (void)s3::parse_page(call, answer);
  (void)JsonAnswer::read(call, answer);
  (void)kinesis::parse_records(body);
  (void)parse_credentials_json(body, "Token");
  return 0;
}
