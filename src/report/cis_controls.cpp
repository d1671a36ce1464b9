#include "report/cis_controls.h"

namespace vedette::report {
namespace {

constexpr CisControl kControls[] = {
    {"4.1", "Unauthorized API calls"},
    {"4.2", "Console sign-in without MFA"},
    {"4.3", "Usage of the root account"},
    {"4.4", "IAM policy changes"},
    {"4.5", "CloudTrail configuration changes"},
    {"4.6", "Console authentication failures"},
    {"4.7", "Disabling or scheduled deletion of customer created keys"},
    {"4.8", "S3 bucket policy changes"},
    {"4.9", "AWS Config configuration changes"},
    {"4.10", "Security group changes"},
    {"4.11", "Network ACL changes"},
    {"4.12", "Network gateway changes"},
    {"4.13", "Route table changes"},
    {"4.14", "VPC changes"},
    {"4.15", "AWS Organizations changes"},
    {"4.16", "AWS Security Hub is enabled"},
};

}  // namespace

std::span<const CisControl> cis_controls() {
  return kControls;
}

}  // namespace vedette::report
