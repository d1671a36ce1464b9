"""What `vedette explain` says of events of the example archive, of lines, and of what cannot be known."""
import glob
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest

import harness
from harness import Case, record

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
ATTACKER = "203.0.113.66"


class Explain(Case):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory(prefix="vedette-test-")
        cls.addClassCleanup(cls.kept.cleanup)
        cls.archive = cls.kept.name
        subprocess.run([sys.executable, os.path.join(ROOT, "examples", "make-archive"), cls.archive], check=True, stdout=subprocess.DEVNULL)
        cls.records = []
        for path in sorted(glob.glob(os.path.join(cls.archive, "AWSLogs", "**", "*.json.gz"), recursive=True)):
            with gzip.open(path) as file:
                cls.records += json.load(file).get("Records", [])
        cls.records.sort(key=lambda one: one["eventTime"])

    def explain(self, *arguments, code=0, **options):
        done = subprocess.run([harness.VEDETTE, "explain"] + [str(a) for a in arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300,
                              **options)
        result = harness.Result(done)
        self.assertNotIn("bug:", result.err)
        self.assertEqual(result.code, code, result.err)
        result.text = result.out.decode()
        return result

    def id_of(self, name, number=0, **wanted):
        found = [one for one in self.records if one["eventName"] == name and all(one.get(key) == value for key, value in wanted.items())]
        return found[number]["eventID"]

    def event(self, event_id, *arguments):
        events = json.loads(self.explain("-o", "json", "--event-id", event_id, self.archive, *arguments).text)["events"]
        self.assertEqual(len(events), 1)
        return events[0]

    def pour(self, event, scenario):
        return next(one for one in event["pours"] if one["scenario"] == scenario)

    def test_a_record_that_filled_buckets(self):
        event = self.event(self.id_of("ConsoleLogin", 1, sourceIPAddress=ATTACKER))
        self.assertTrue(event["raised"])
        pour = self.pour(event, "vedette/aws-console-brute-force")
        self.assertEqual((pour["key"], pour["events"], pour["limit"], pour["missing"]), (ATTACKER, 2, 6, 4))
        self.assertIn("1.8 of 6 events, one leaks every 1m; 4 more at once would overflow it", pour["progress"])
        self.assertEqual(pour["end"]["end"], "raised")
        self.assertIn("performed 'vedette/aws-console-brute-force' (6 events over 55s)", pour["end"]["alerts"][0])
        seen = self.pour(event, "vedette/aws-console-password-spray")
        self.assertEqual((seen["outcome"], seen["distinct"], seen["end"]["end"]), ("seen", ATTACKER, "expired"))
        waiting = self.pour(event, "vedette/aws-login-after-failures")
        self.assertEqual(waiting["condition"]["result"], "false")
        first = waiting["condition"]["parts"][0]
        self.assertEqual((first["text"], first["values"][0]["value"]), ("count(queue.Queue, #.Meta.login == 'failure') >= 5", "2"))
        # The alerts are those of a replay.
        alerts = [json.loads(line)["message"] for line in self.replay(self.archive, content=None).out.decode().splitlines()]
        for one in event["pours"]:
            for message in one.get("end", {}).get("alerts", []):
                self.assertIn(message, alerts)

    def test_a_record_that_raised_nothing(self):
        event_id = self.id_of("AssumeRole")
        event = self.event(event_id)
        self.assertFalse(event["raised"])
        self.assertIn("No alert: none of", event["verdict"])
        guardrail = next(one for one in event["scenarios"] if one["name"] == "vedette/aws-guardrail-disabled")
        self.assertEqual((guardrail["took"], guardrail["missed"]), (False, 1))
        clause = guardrail["filter"]["parts"][1]
        self.assertEqual((clause["result"], clause["values"]), ("false", [{"text": "evt.Meta.event_name", "value": "'AssumeRole'"}]))
        text = self.explain("--event-id", event_id, self.archive).text
        self.assertIn("evt.Meta.event_name is 'AssumeRole'", text)
        self.assertIn("✓ vedette/aws-cloudtrail (+", text)
        self.assertNotIn("\x1b", text)
        everything = self.event(event_id, "--all")
        self.assertEqual(len(everything["scenarios"]), everything["scenarios_asked"])
        one = self.event(event_id, "--scenario", "vedette/aws-root-usage")
        self.assertEqual([s["name"] for s in one["scenarios"]], ["vedette/aws-root-usage"])

    def test_the_same_on_every_run(self):
        event_id = self.id_of("ConsoleLogin", 3, sourceIPAddress=ATTACKER)
        arguments = ("-v", "--reference-date", "2026-03-04", "--event-id", event_id, self.archive)
        self.assertEqual(self.explain(*arguments).text, self.explain(*arguments).text)

    def test_no_such_record(self):
        result = self.explain("--event-id", "00000000-0000-0000-0000-000000000000", self.archive, code=1)
        self.assertIn("no record with the eventID 00000000-0000-0000-0000-000000000000", result.err)

    def test_what_was_left_out_is_not_known(self):
        left_out = {"omitted": True, "originalSize": 141672, "reason": "requestParameters too large"}
        rule = """type: trigger
name: me/public
description: d
filter: evt.Meta.log_type == 'aws-cloudtrail' && evt.Unmarshaled.cloudtrail.requestParameters?.acl == 'public-read'
labels: {service: aws}
"""
        self.write("content/scenarios/me/public.yaml", rule)
        os.symlink(os.path.abspath(os.path.join(ROOT, "hub", "parsers")), self.path("content/parsers"))
        line = json.dumps(record("PutBucketAcl", number=1, requestParameters=left_out))
        text = self.explain("--content", self.path("content"), "--log", line).text
        self.assertIn("CloudTrail left out, for its size: requestParameters", text)
        self.assertIn("whether me/public would cannot be known", text)
        event = json.loads(self.explain("--content", self.path("content"), "-o", "json", "--log", line).text)["events"][0]
        self.assertEqual(event["omitted"], ["requestParameters"])
        self.assertEqual(event["scenarios"][0]["filter"]["result"], "unknown")
        self.assertEqual(event["scenarios"][0]["filter"]["parts"][1]["omitted"], "requestParameters")

    def test_lines_and_failures(self):
        log = self.write("a.log", "2026-03-02 nonsense\nmore of it\n")
        text = self.explain("--failures", "--type", "vt", log).text
        self.assertIn("2  s00-raw: no parser's filter lets it in", text)
        self.assertIn("2 of 2 events not parsed", text)
        groups = json.loads(self.explain("--failures", "-o", "json", "--type", "vt", "--file", log).text)
        self.assertEqual((groups["events"], groups["failures"][0]["count"], groups["failures"][0]["record"]), (2, 2, 1))
        text = self.explain("--type", "vt", "--log", "nonsense\x1b[2J").text
        self.assertIn("No alert: no parser of the stage s00-raw takes it", text)
        self.assertNotIn("\x1b", text)
        self.assertIn("1 event more", self.explain("--type", "vt", "--limit", 1, "--dsn", "file://" + log).text)

    def test_details(self):
        line = json.dumps(record("ConsoleLogin", number=1, responseElements={"ConsoleLogin": "Failure"}))
        short = self.explain("--log", line).text
        self.assertNotIn("evt.Meta.event_name = 'ConsoleLogin'", short)
        long = self.explain("-v", "--log", line, "--labels", "env:test").text
        self.assertIn("+ evt.Meta.event_name = 'ConsoleLogin'", long)
        self.assertIn("✗ vedette/aws-login-token", long)
        self.assertNotIn("✗ vedette/aws-login-token", self.explain("--only-successful-parsers", "--log", line).text)

    def test_wrong_usage(self):
        for arguments in ([], ["--log", "x", self.archive], ["--dsn", "s3://bucket/x"], ["--scenario", "vedette/aws-root-usag", self.archive],
                          ["--log", "x", "--labels", "nothing"], ["-o", "xml", "--log", "x"]):
            self.explain(*arguments, code=2)
        self.assertIn("did you mean vedette/aws-root-usage?", self.explain("--scenario", "vedette/aws-root-usag", self.archive, code=2).err)


if __name__ == "__main__":
    harness.main()
