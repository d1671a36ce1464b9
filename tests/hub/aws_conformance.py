#!/usr/bin/env python3
"""Replays the recorded CloudTrail samples through the Hub's own AWS items and compares every alert with what CrowdSec raised.

    tests/hub/aws_conformance.py VEDETTE SHARED_DATA

The Hub is not part of this repository: give a checkout of it in VEDETTE_HUB. Without one, or without the samples, the test is skipped (exit 77).
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ITEMS = ["parsers/s00-raw/crowdsecurity/syslog-logs.yaml", "parsers/s01-parse/crowdsecurity/aws-cloudtrail.yaml", "parsers/s02-enrich/crowdsecurity/dateparse-enrich.yaml",
         "scenarios/crowdsecurity/aws-bf.yaml", "scenarios/crowdsecurity/aws-nwo-login.yaml", "scenarios/crowdsecurity/aws-cloudtrail-postexploit.yaml"]


def alert_key(alert):
    if "source" in alert:  # the local API's shape
        ids = [item["value"] for event in alert["events"] for item in event["meta"] if item["key"] == "event_id"]
        return (alert["scenario"], alert["source"]["scope"], alert["source"]["value"], alert["events_count"], alert["start_at"], alert["stop_at"], tuple(ids))
    return (alert["scenario"], alert["scope"], alert["value"], alert["events"], alert["start"], alert["stop"], tuple(alert["event_ids"]))


def main():
    vedette, shared = sys.argv[1], pathlib.Path(sys.argv[2])
    hub = os.environ.get("VEDETTE_HUB")
    if not hub or not (shared / "cloudtrail").is_dir():
        print("skipped: needs VEDETTE_HUB (a checkout of the Hub) and the recorded samples")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        content = pathlib.Path(folder)
        cis = [str(p.relative_to(hub)) for p in sorted(pathlib.Path(hub, "scenarios/crowdsecurity").glob("aws-cis-benchmark-*.yaml"))]
        for item in ITEMS + cis:
            (content / item).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(pathlib.Path(hub, item), content / item)
        for name in ("stratus", "traildiscover"):
            run = subprocess.run([vedette, "replay", "--content", str(content), "--keep-duplicates", "-o", "jsonl", str(shared / f"cloudtrail/{name}.jsonl")],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
            ours = sorted(alert_key(json.loads(line)) for line in run.stdout.splitlines())
            theirs = sorted(alert_key(json.loads(line)) for line in open(shared / f"cloudtrail/{name}.crowdsec.jsonl"))
            missing = [a for a in theirs if a not in ours]
            extra = [a for a in ours if a not in theirs]
            print(f"{name}: {len(theirs)} alerts of the reference, {len(ours)} here, {len(missing)} missing, {len(extra)} too many")
            for title, alerts in (("missing", missing), ("too many", extra)):
                for alert in alerts[:10]:
                    print(f"  {title}: {alert}")
            failed += bool(missing or extra or not theirs)
            if run.returncode:
                print(run.stderr.decode()[-4000:])
                failed += 1
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
