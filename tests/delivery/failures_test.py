#!/usr/bin/env python3
"""Every alert arrives, none twice under different keys, however the receiver fails.

usage: failures_test.py VEDETTE [SEED]
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import unittest

from receiver import Place, Receiver, write, write_notification, write_profiles

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "vedette"
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 6


class Failures(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.receivers = []

    def tearDown(self):
        for receiver in self.receivers:
            receiver.close()

    def place(self, alerts):
        return Place(PROGRAM, self.folder.name, alerts)

    def receiver(self, *arguments, **options):
        receiver = Receiver(*arguments, **options)
        self.receivers.append(receiver)
        return receiver

    def check(self, receiver, alerts):
        told = receiver.told()
        self.assertEqual(len(told), alerts)
        self.assertEqual({count for count in told.values()}, {1}, "told of under several keys")
        self.assertEqual(receiver.changed, [], "one key, two bodies")

    def send_until_empty(self, place, seconds=90):
        end = time.monotonic() + seconds
        while True:
            answer = place.notifications("send", "--wait", "20s")
            if "The outbox is empty" in answer.stdout:
                return
            self.assertLess(time.monotonic(), end, answer.stdout + answer.stderr)

    def test_all_ways_of_failing(self):
        dice = random.Random(SEED)
        ways = ["reset", "hang", "close", "garbage", "slow body", "accept, then reset", (500, {}), (503, {"Retry-After": "1"}),
                (429, {"Retry-After": "1"}), (408, {})]
        script = {number: way for number, way in zip(dice.sample(range(2, 34), len(ways)), ways)}
        receiver = self.receiver(lambda number, key: script.get(number, "accept"))
        place = self.place(30)
        write_profiles(f"{place.folder}/profiles.yaml", "flaky")
        write_notification(f"{place.folder}/notifications", "flaky", f"http://127.0.0.1:{receiver.port}/x")
        place.replay("60s")
        self.send_until_empty(place)
        self.check(receiver, 30)
        self.assertGreaterEqual(receiver.requests, 30)

    def test_nobody_listens_and_then_somebody(self):
        receiver = Receiver()
        port = receiver.port
        receiver.close()
        place = self.place(20)
        write_profiles(f"{place.folder}/profiles.yaml", "away")
        write_notification(f"{place.folder}/notifications", "away", f"http://127.0.0.1:{port}/x")
        start = time.monotonic()
        answer = place.replay("2s")
        self.assertLess(time.monotonic() - start, 15)
        listed = json.loads(place.notifications("outbox", "-o", "json").stdout)
        self.assertEqual(len(listed), 20, answer.stderr)
        self.assertEqual({entry["state"] for entry in listed}, {"waiting"})
        receiver = self.receiver()
        write_notification(f"{place.folder}/notifications", "away", f"http://127.0.0.1:{receiver.port}/x")
        self.send_until_empty(place)
        self.check(receiver, 20)

    def test_a_refusal_is_kept_with_its_reason(self):
        receiver = self.receiver(lambda number, key: (404, {}) if number <= 3 else "accept")
        place = self.place(5)
        write_profiles(f"{place.folder}/profiles.yaml", "strict")
        write_notification(f"{place.folder}/notifications", "strict", f"http://127.0.0.1:{receiver.port}/x")
        answer = place.replay()
        self.assertIn("refused for good", answer.stderr)
        dead = json.loads(place.notifications("dead", "-o", "json").stdout)
        self.assertEqual(len(dead), 3)
        self.assertTrue(all("404" in entry["last_error"] for entry in dead))
        self.assertIn("3 notifications will be sent again", place.notifications("dead", "--retry", "--all").stdout)
        self.send_until_empty(place)
        self.check(receiver, 5)

    def test_wrong_certificate(self):
        made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{self.folder.name}/key.pem", "-out",
                               f"{self.folder.name}/cert.pem", "-days", "2", "-subj", "/CN=localhost"], capture_output=True)
        if made.returncode != 0:
            self.skipTest("no openssl program")
        receiver = self.receiver(tls=(f"{self.folder.name}/cert.pem", f"{self.folder.name}/key.pem"))
        place = self.place(3)
        write_profiles(f"{place.folder}/profiles.yaml", "tls")
        write_notification(f"{place.folder}/notifications", "tls", f"https://127.0.0.1:{receiver.port}/x")
        place.replay("1s")
        self.assertEqual(receiver.requests, 0)
        # It is for the configuration to say that any certificate will do.
        write_notification(f"{place.folder}/notifications", "tls", f"https://127.0.0.1:{receiver.port}/x", "skip_tls_verification: true\n")
        place.notifications("dead", "--retry", "--all")
        self.send_until_empty(place)
        self.check(receiver, 3)

    def test_groups_and_repeats(self):
        receiver = self.receiver()
        place = self.place(25)
        write_profiles(f"{place.folder}/profiles.yaml", "grouped")
        write_notification(f"{place.folder}/notifications", "grouped", f"http://127.0.0.1:{receiver.port}/x", "group_wait: 5s\ngroup_threshold: 10\n")
        place.replay()
        self.check(receiver, 25)
        self.assertLessEqual(len(receiver.accepted), 6)
        again = place.replay()
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(receiver.repeats, 0)
        self.check(receiver, 25)

    def test_a_template_that_fails_is_said_and_a_plain_message_goes_out(self):
        receiver = self.receiver()
        place = self.place(2)
        write_profiles(f"{place.folder}/profiles.yaml", "broken")
        write(f"{place.folder}/notifications/broken.yaml",
              f"type: http\nname: broken\nurl: http://127.0.0.1:{receiver.port}/x\nmethod: POST\nformat: '{{{{range .}}}}{{{{index .Events 99}}}}{{{{end}}}}'\n")
        answer = place.replay()
        self.assertIn("broken.yaml", answer.stderr)
        self.assertEqual(len(receiver.accepted), 2)
        self.assertTrue(all("vt/login" in body for body in receiver.accepted.values()))
        self.assertIn("a plain message goes out instead", place.notifications("inspect", "broken").stdout)

    def test_a_notifier_that_is_not_there(self):
        place = self.place(2)
        write_profiles(f"{place.folder}/profiles.yaml", "nobody")
        answer = place.replay()
        self.assertEqual(answer.returncode, 2)
        self.assertIn("no notification is configured as `nobody`", answer.stderr)

    def test_held_is_listed_and_told_of_later(self):
        receiver = self.receiver()
        place = self.place(4)
        write_profiles(f"{place.folder}/profiles.yaml", "muted")
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 6))
        write_notification(f"{place.folder}/notifications", "muted", f"http://127.0.0.1:{receiver.port}/x", f"mute_until: {until}\n")
        place.replay("0s")
        listed = json.loads(place.notifications("outbox", "-o", "json").stdout)
        self.assertEqual(len(listed), 4)
        self.assertTrue(all(entry["group"].startswith(f"until {until}") for entry in listed))
        self.assertEqual(receiver.accepted, {})
        self.send_until_empty(place)
        self.check(receiver, 4)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
