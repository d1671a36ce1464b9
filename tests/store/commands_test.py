#!/usr/bin/env python3
"""vedette alerts and vedette decisions on a store that a replay filled.

usage: commands_test.py <vedette>"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

VEDETTE = sys.argv[1]
PROFILES = """
name: ban
filters:
 - Alert.GetScenario() == "vedette/aws-root-usage"
decisions:
 - type: ban
   duration: 100000h
on_success: break
"""


def root_call(number, address):
    return {"eventVersion": "1.08", "eventTime": f"2026-03-03T10:{number:02}:00Z", "eventSource": "iam.amazonaws.com", "eventName": "ListUsers",
            "eventID": f"00000000-0000-4000-8000-{number:012}", "eventType": "AwsApiCall", "awsRegion": "us-east-1", "recipientAccountId": "111122223333",
            "sourceIPAddress": address, "userAgent": "console",
            "userIdentity": {"type": "Root", "accountId": "111122223333", "arn": "arn:aws:iam::111122223333:root", "principalId": "111122223333"}}


class Commands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.store = os.path.join(self.folder.name, "alerts.db")
        profiles = pathlib.Path(self.folder.name, "profiles.yaml")
        profiles.write_text(PROFILES)
        log = pathlib.Path(self.folder.name, "log.jsonl")
        log.write_text("".join(json.dumps(root_call(n, a)) + "\n" for n, a in ((0, "198.51.100.7"), (40, "203.0.113.9"))))
        done = self.run_vedette("replay", str(log), "--store", self.store, "--profiles", str(profiles), "-q", "-o", "jsonl", store=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def tearDown(self):
        self.folder.cleanup()

    def run_vedette(self, *arguments, store=True, stdin=None):
        where = ["--store", self.store] if store else []
        return subprocess.run([VEDETTE, *arguments, *where], capture_output=True, text=True, timeout=60, input=stdin)

    def good(self, *arguments, stdin=None):
        done = self.run_vedette(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def alerts(self, *arguments):
        return json.loads(self.good("alerts", "list", "-o", "json", *arguments))

    def decisions(self, *arguments):
        return [decision for alert in json.loads(self.good("decisions", "list", "-o", "json", *arguments)) for decision in alert["decisions"]]

    def test_alerts_are_listed_found_and_shown(self):
        found = self.alerts()
        self.assertTrue(found)
        self.assertEqual({alert["scenario"] for alert in found}, {"vedette/aws-root-usage"})
        self.assertEqual([alert["id"] for alert in found], sorted((alert["id"] for alert in found), reverse=True), "the newest first")
        self.assertEqual(len(self.alerts("--limit", "1")), 1)
        self.assertEqual(self.alerts("--scenario", "vedette/other"), [])
        self.assertEqual(len(self.alerts("--value", found[0]["source"]["value"])), sum(a["source"]["value"] == found[0]["source"]["value"] for a in found))
        raw = self.good("alerts", "list", "-o", "raw").splitlines()
        self.assertEqual(raw[0], "id,scope,value,reason,country,as,decisions,created_at,kind")
        self.assertEqual(len(raw), 1 + len(found))
        one = json.loads(self.good("alerts", "inspect", "-o", "json", str(found[0]["id"])))
        self.assertEqual(one["events"][0]["meta"], found[0]["events"][0]["meta"])
        text = self.good("alerts", "inspect", "--details", str(found[0]["id"]))
        self.assertIn("vedette/aws-root-usage", text)
        self.assertIn("event_name", text)
        self.assertIn("alerts", self.run_vedette("alerts", "inspect", "4711").stderr.lower().replace("alert with", "alerts"))

    def test_decisions_come_go_and_are_imported(self):
        made = self.decisions()
        self.assertTrue(made)
        self.assertEqual({decision["type"] for decision in made}, {"ban"})
        self.good("decisions", "add", "--ip", "192.0.2.77", "--duration", "24h", "--reason", "by hand", "--type", "captcha")
        added = self.decisions("--ip", "192.0.2.77")
        self.assertEqual([(d["value"], d["type"], d["origin"], d["scope"]) for d in added], [("192.0.2.77", "captcha", "cscli", "Ip")])
        self.good("decisions", "add", "--range", "198.18.0.0/15", "--duration", "1h")
        self.assertEqual(len(self.decisions("--ip", "198.18.0.1")), 1, "the range holds the address")
        self.good("decisions", "import", "-i", "-", "--format", "values", stdin="192.0.2.1\n192.0.2.2\n")
        self.assertEqual(len(self.decisions("--origin", "cscli-import")), 2)
        self.good("decisions", "import", "-i", "-", "--format", "csv", stdin="duration,scope,value\n24h,ip,192.0.2.3\n")
        self.good("decisions", "import", "-i", "-", "--format", "json", stdin='[{"duration": "4h", "scope": "ip", "type": "ban", "value": "192.0.2.4"}]')
        self.assertEqual(len(self.decisions("--origin", "cscli-import")), 4)
        self.good("decisions", "delete", "--ip", "192.0.2.77")
        self.assertEqual(self.decisions("--ip", "192.0.2.77"), [])
        self.good("decisions", "delete", "--all")
        self.assertEqual(self.decisions(), [])

    def test_alerts_are_deleted_and_flushed(self):
        self.good("alerts", "flush", "--max-items", "1")
        self.assertTrue(self.alerts(), "none with a decision in force is flushed")
        first = self.alerts()[0]["id"]
        self.good("alerts", "delete", "--id", str(first))
        self.assertNotIn(first, [alert["id"] for alert in self.alerts()])
        self.assertNotEqual(self.run_vedette("alerts", "delete").returncode, 0, "without a filter nothing is deleted")
        self.good("alerts", "delete", "--all")
        self.assertEqual(self.alerts(), [])

    def test_mistakes_are_said(self):
        for arguments, part in ((("decisions", "add"), "--ip"), (("decisions", "add", "--ip", "nowhere"), "nowhere"),
                                (("decisions", "add", "--ip", "192.0.2.1", "--duration", "soon"), "soon"),
                                (("alerts", "list", "--since", "never"), "never"), (("decisions", "list", "--range", "10.0.0.0/99"), "10.0.0.0/99")):
            done = self.run_vedette(*arguments)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertIn(part, done.stderr, arguments)
        done = subprocess.run([VEDETTE, "alerts", "list", "--store", self.store + ".absent"], capture_output=True, text=True, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(".absent", done.stderr)
        self.assertFalse(os.path.exists(self.store + ".absent"), "asking makes no store")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
