#!/usr/bin/env python3
"""The article's configurations, end to end: broken ones do not load, repaired ones raise exactly the expected alerts.

usage: run.py VEDETTE
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
REPAIRED = HERE / "repaired"


def run(vedette, *arguments):
    done = subprocess.run([vedette, *map(str, arguments)], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def check_broken(vedette):
    for path in sorted((HERE / "broken").rglob("*.yaml")):
        code, out, _ = run(vedette, "check", path)
        if code != 1 or "is missing: `" not in out or "-->" not in out:
            yield f"check {path.name}: exit {code}, or no missing key named:\n{out}"


def check_repaired(vedette):
    code, out, _ = run(
        vedette, "check", "--content", REPAIRED,
        "--profiles", REPAIRED / "profiles.yaml", "--acquisition", REPAIRED / "acquis.yaml")
    summary = "3 parsers, 3 scenarios, 1 postoverflow, 1 profile, 1 log source; 0 errors, 2 warnings"
    if code != 0 or not out.rstrip().endswith(summary):
        yield f"check of the repaired files: exit {code}\n{out}"


def key_of(alert):
    source = alert.get("source") or {}
    return {
        "scenario": alert["scenario"],
        "scope": source.get("scope"),
        "value": source.get("value"),
        "events": alert["events_count"],
        "start": alert["start_at"].replace(".000", ""),
        "stop": alert["stop_at"].replace(".000", ""),
    }


def replay(vedette, events, *options):
    code, out, err = run(vedette, "replay", "--content", REPAIRED, "--type", "aws-cloudtrail", "-o", "json", *options, events)
    if code != 0:
        return None, f"replay {events.name}: exit {code}\n{err}"
    return [key_of(alert) for alert in json.loads(out)], None


def check_alerts(vedette):
    for events in sorted((HERE / "events").glob("*.jsonl")):
        expected = json.loads(events.with_suffix(".expected.json").read_text())
        every = [{k: v for k, v in alert.items() if k != "allowed"} for alert in expected]
        raised = [{k: v for k, v in alert.items()} for alert in expected if "allowed" not in alert]
        for options, want in ([], raised), (["--show-allowed"], every):
            got, failure = replay(vedette, events, *options)
            if failure:
                yield failure
            elif got != want:
                yield f"{events.name} {' '.join(options)}\n  expected {json.dumps(want, indent=2)}\n  got {json.dumps(got, indent=2)}"


def check_bad_data_line(vedette):
    """A line of the exceptions' file that cannot be taken apart is named, and the lines after it still count."""
    events = HERE / "events" / "config-change.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        content = pathlib.Path(folder) / "content"
        shutil.copytree(REPAIRED, content)
        data = content / "data" / "allowed_users.txt"
        data.write_text("article/aws-config-change\n" + data.read_text())
        code, out, err = run(vedette, "replay", "--content", content, "--type", "aws-cloudtrail", "-o", "json", events)
        values = [alert["source"]["value"] for alert in json.loads(out or "[]")]
        if code != 0 or values != ["203.0.113.5", "203.0.113.6", "203.0.113.9"]:
            yield f"bad data line: exit {code}, alerts of {values}"
        code, out, _ = run(vedette, "check", content)
        if "allowed_users.txt:1:1" not in out or "1 of the 3 parts" not in out:
            yield f"bad data line: not named by check\n{out}"


def main():
    vedette = sys.argv[1]
    failures = [*check_broken(vedette), *check_repaired(vedette), *check_alerts(vedette), *check_bad_data_line(vedette)]
    for failure in failures:
        print(failure)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
