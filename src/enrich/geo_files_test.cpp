#include "enrich/geo_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "enrich/enricher.h"
#include "enrich/mmdb_writer.h"
#include "enrich/testing.h"

namespace vedette::enrich {
namespace {

namespace fs = std::filesystem;

fs::path make_folder() {
  std::string pattern = (fs::temp_directory_path() / "vedette-geo-XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

mmdb::Bytes paris() {
  using namespace mmdb;
  return map(
      {{"city", map({{"geoname_id", whole(2988507)}, {"names", map({{"de", text("Paris")}, {"en", text("Paris")}})}})},
       {"continent", map({{"code", text("EU")}, {"names", map({{"en", text("Europe")}})}})},
       {"country", map({{"geoname_id", whole(3017382)}, {"is_in_european_union", truth(true)}, {"iso_code", text("FR")}})},
       {"location",
        map({{"accuracy_radius", whole16(20)}, {"latitude", real(48.8566)}, {"longitude", real(2.3522)}, {"time_zone", text("Europe/Paris")}})},
       {"postal", map({{"code", text("75001")}})},
       {"something_new", list({map({{"a", whole(1)}}), text("b")})},
       {"subdivisions", list({map({{"iso_code", text("IDF")}, {"names", map({{"en", text("Ile-de-France")}})}})})},
       {"traits", map({{"is_anycast", truth(true)}})}});
}

class GeoFilesTest : public ::testing::Test {
 protected:
  GeoFilesTest() {
    mmdb::Writer city("GeoLite2-City", 6);
    city.add("192.0.2.0/24", paris());
    city.add("198.51.100.0/24", mmdb::map({{"registered_country", mmdb::map({{"iso_code", mmdb::text("US")}})}}));
    city.add("2001:db8::/32", mmdb::map({{"country", mmdb::map({{"iso_code", mmdb::text("DE")}, {"is_in_european_union", mmdb::truth(true)}})}}));
    city.write(folder_ / kCityDatabase);
    mmdb::Writer asn("GeoLite2-ASN", 6);
    asn.add("192.0.2.128/25",
            mmdb::map({{"autonomous_system_number", mmdb::whole(64500)}, {"autonomous_system_organization", mmdb::text("Example")}}));
    asn.add("2001:db8:1::/48", mmdb::map({{"autonomous_system_number", mmdb::whole(64501)}}));
    asn.write(folder_ / kAsnDatabase);
    open();
  }
  ~GeoFilesTest() override { fs::remove_all(folder_); }

  void open() {
    const std::vector<std::string> folders = {folder_.string()};
    diagnostics_ = {};
    geo_ = open_geo_files(folders, diagnostics_);
    services_ = {};
    services_.geo = geo_.get();
  }

  /// The fields that a method writes, as "A=1 B=2"; or "failed".
  std::string apply(std::string_view method, std::string_view value) {
    arena_.reset();
    model::Event event(arena_);
    EnrichContext context;
    context.services = &services_;
    const EnrichResult result = find_enricher(method)->apply(value, event, context);
    if (result == EnrichResult::kFailed) {
      return "failed";
    }
    std::string out;
    for (const char* name : {"ASNNumber", "ASNOrg", "ASNumber", "IsInEU", "IsoCode", "Latitude", "Longitude", "SourceRange", "reverse_dns"}) {
      const std::string_view text = event.enriched.get(std::string_view(name));
      if (text.data() != nullptr) {
        out += (out.empty() ? "" : " ") + std::string(name) + "=" + std::string(text);
      }
    }
    return out;
  }

  std::string evaluate(const std::string& expression) { return evaluate_with(services_, arena_, expression); }

  fs::path folder_ = make_folder();
  std::shared_ptr<const expr::GeoDatabases> geo_;
  Diagnostics diagnostics_;
  expr::Services services_;
  Arena arena_;
};

TEST_F(GeoFilesTest, methods_write_what_is_known) {
  EXPECT_TRUE(diagnostics_.all().empty());
  EXPECT_EQ(apply("GeoIpCity", "192.0.2.7"), "IsInEU=true IsoCode=FR Latitude=48.856600 Longitude=2.352200");
  EXPECT_EQ(apply("GeoIpCity", "::ffff:192.0.2.7"), "IsInEU=true IsoCode=FR Latitude=48.856600 Longitude=2.352200");
  EXPECT_EQ(apply("GeoIpCity", "198.51.100.1"), "IsInEU=false IsoCode=US Latitude=0.000000 Longitude=0.000000");
  EXPECT_EQ(apply("GeoIpCity", "2001:db8::1"), "IsInEU=true IsoCode=DE Latitude=0.000000 Longitude=0.000000");
  EXPECT_EQ(apply("GeoIpCity", "203.0.113.1"), "IsInEU=false IsoCode= Latitude=0.000000 Longitude=0.000000");  // not there: zeros
  EXPECT_EQ(apply("GeoIpASN", "192.0.2.200"), "ASNNumber=64500 ASNOrg=Example ASNumber=64500");
  EXPECT_EQ(apply("GeoIpASN", "192.0.2.1"), "ASNNumber=0 ASNOrg= ASNumber=0");
  EXPECT_EQ(apply("IpToRange", "192.0.2.200"), "SourceRange=192.0.2.128/25");
  EXPECT_EQ(apply("IpToRange", "2001:db8:1::9"), "SourceRange=2001:db8:1::/48");
  EXPECT_EQ(apply("IpToRange", "192.0.2.1"), "");
  for (const char* bad : {"", "cloudtrail.amazonaws.com", "192.0.2.7/24", "fe80::1%eth0"}) {
    EXPECT_EQ(apply("GeoIpCity", bad), "") << bad;
    EXPECT_EQ(apply("IpToRange", bad), "") << bad;
  }
}

TEST_F(GeoFilesTest, functions_give_the_reference_structs) {
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').City.Names['en']"), "\"Paris\"");
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').Country.IsoCode"), "\"FR\"");
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').Continent.Code"), "\"EU\"");
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').Postal.Code"), "\"75001\"");
  EXPECT_EQ(evaluate("map(GeoIPEnrich('192.0.2.7').Subdivisions, #.IsoCode)"), "[\"IDF\"]");
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').Location.AccuracyRadius == 20 && GeoIPEnrich('192.0.2.7').Traits.IsAnycast"), "true");
  EXPECT_EQ(evaluate("Distance(string(GeoIPEnrich('192.0.2.7').Location.Latitude), '2', '48', '2') > 90"), "true");
  EXPECT_EQ(evaluate("GeoIPEnrich('203.0.113.1').Country.IsoCode"), "\"\"");
  EXPECT_EQ(evaluate("GeoIPEnrich('nowhere')"), "run: IP passed to Lookup cannot be nil");
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7').Country.Isocode").substr(0, 8), "compile:");
  EXPECT_EQ(evaluate("GeoIPASNEnrich('192.0.2.200').AutonomousSystemNumber"), "64500");
  EXPECT_EQ(evaluate("GeoIPASNEnrich('192.0.2.200').AutonomousSystemOrganization"), "\"Example\"");
  EXPECT_EQ(evaluate("GeoIPRangeEnrich('192.0.2.200').String()"), "\"192.0.2.128/25\"");
  EXPECT_EQ(evaluate("GeoIPRangeEnrich('192.0.2.200').IP.String() + ' ' + Sprintf('%v', GeoIPRangeEnrich('192.0.2.200').Mask)"),
            "\"192.0.2.128 ffffff80\"");
  EXPECT_EQ(evaluate("GeoIPRangeEnrich('192.0.2.1') == nil"), "true");
  EXPECT_EQ(evaluate("GeoIPRangeEnrich('192.0.2.1').String()"), "run: cannot fetch String from <nil>");
  EXPECT_EQ(evaluate("type(GeoIPEnrich('192.0.2.7').Country) + ' ' + type(GeoIPEnrich('192.0.2.7'))"),
            "\"struct github.com/oschwald/geoip2-golang.City\"");
  EXPECT_EQ(evaluate("IPToCountry('192.0.2.7') + IPToCountry('198.51.100.1') + IPToCountry('x')"), "\"FR\"");
}

TEST_F(GeoFilesTest, a_missing_database_is_counted_and_gives_nothing) {
  fs::remove(folder_ / kAsnDatabase);
  open();
  EXPECT_TRUE(diagnostics_.all().empty());
  EXPECT_EQ(apply("GeoIpCity", "192.0.2.7").substr(0, 11), "IsInEU=true");
  EXPECT_EQ(apply("GeoIpASN", "192.0.2.200"), "");
  EXPECT_EQ(evaluate("GeoIPRangeEnrich('192.0.2.200') == nil"), "true");
  EXPECT_EQ(services_.absent[static_cast<std::size_t>(expr::Absence::kAsnDatabase)], 2);
  fs::remove(folder_ / kCityDatabase);
  open();
  EXPECT_EQ(geo_, nullptr);
  EXPECT_EQ(evaluate("GeoIPEnrich('192.0.2.7')?.Country?.IsoCode"), "null");
  EXPECT_EQ(evaluate("IPToCountry('192.0.2.7')"), "\"\"");
  EXPECT_EQ(services_.absent[static_cast<std::size_t>(expr::Absence::kCityDatabase)], 2);
}

TEST_F(GeoFilesTest, other_databases_and_ipv4_only_ones) {
  mmdb::Writer city("GeoLite2-City", 4);
  city.add("192.0.2.0/24", paris());
  city.write(folder_ / kCityDatabase);
  mmdb::Writer asn("GeoIP2-Domain", 4);
  asn.add("192.0.2.0/24", mmdb::map({{"domain", mmdb::text("example.com")}}));
  asn.write(folder_ / kAsnDatabase);
  open();
  EXPECT_EQ(apply("GeoIpCity", "192.0.2.7").substr(0, 11), "IsInEU=true");
  EXPECT_EQ(apply("GeoIpCity", "2001:db8::1"), "");
  EXPECT_EQ(evaluate("GeoIPEnrich('2001:db8::1')").substr(0, 4), "run:");
  EXPECT_EQ(evaluate("GeoIPASNEnrich('192.0.2.7')"), "run: geoip2: the ASN method does not support the GeoIP2-Domain database");
  EXPECT_EQ(apply("IpToRange", "192.0.2.200"), "SourceRange=192.0.2.0/24");
}

TEST_F(GeoFilesTest, what_is_no_database_is_a_warning) {
  std::ofstream(folder_ / kCityDatabase) << "<html>404</html>";
  open();
  ASSERT_EQ(diagnostics_.all().size(), 1U);
  EXPECT_EQ(diagnostics_.all().front().severity, Severity::kWarning);
  EXPECT_FALSE(geo_->has_city());
  EXPECT_TRUE(geo_->has_asn());
}

TEST_F(GeoFilesTest, a_corrupt_database_gives_errors_and_never_harm) {
  mmdb::Writer city("GeoLite2-City", 6);
  city.add("192.0.2.0/24", paris());
  const std::string whole = city.bytes();
  std::mt19937 random(7);
  for (int round = 0; round < 1000; ++round) {
    std::string bytes = whole;
    for (int change = 0; change < 4; ++change) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    if (round % 3 == 0) {
      bytes.resize(random() % bytes.size());
    }
    std::ofstream(folder_ / kCityDatabase, std::ios::binary) << bytes;
    open();
    (void)apply("GeoIpCity", "192.0.2.7");
    (void)evaluate("GeoIPEnrich('192.0.2.7')");
    (void)evaluate("GeoIPEnrich('2001:db8::1')");
  }
}

// The reference's own small databases, where its source is at hand.
TEST(GeoFilesReference, reads_the_reference_test_databases) {
  const char* folder = std::getenv("VEDETTE_REFERENCE");
  if (folder == nullptr || !fs::exists(fs::path(folder) / "pkg/parser/testdata" / kCityDatabase)) {
    GTEST_SKIP() << "set VEDETTE_REFERENCE to a checkout of CrowdSec";
  }
  const std::vector<std::string> folders = {(fs::path(folder) / "pkg/parser/testdata").string()};
  Diagnostics diagnostics;
  auto geo = open_geo_files(folders, diagnostics);
  ASSERT_NE(geo, nullptr);
  // pkg/parser/tests/geoip-enrich: base.yaml
  expr::GeoCity city;
  ASSERT_TRUE(geo->city_brief(*Ip::parse("81.2.69.142"), city));
  EXPECT_EQ(city.country.code, "GB");
  expr::GeoAsn asn;
  ASSERT_TRUE(geo->asn(*Ip::parse("1.128.0.0"), asn));
  EXPECT_EQ(asn.number, 1221U);
}

}  // namespace
}  // namespace vedette::enrich
