#include <openssl/evp.h>

#include "store/alerts.h"

namespace vedette::store {

std::string alert_identity(const model::Alert& alert) {
  model::Alert said = alert;
  said.id = 0;
  said.uuid.clear();
  said.created_at.clear();
  said.machine_id.clear();
  said.decisions.clear();  // they follow from profiles, which may change
  said.set_nil(model::AlertField::kDecisions, true);
  Bytes json;
  append_json(json, said);

  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  VEDETTE_CHECK(EVP_Digest(json.view().data(), json.size(), digest, &size, EVP_sha256(), nullptr) == 1);
  constexpr std::size_t kBytes = 16;  // enough that no two alerts ever meet
  std::string out;
  for (std::size_t i = 0; i < kBytes; ++i) {
    out += "0123456789abcdef"[digest[i] >> 4U];
    out += "0123456789abcdef"[digest[i] & 0xFU];
  }
  return out;
}

}  // namespace vedette::store
