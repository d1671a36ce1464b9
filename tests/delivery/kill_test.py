#!/usr/bin/env python3
"""The process is killed between any two steps, again and again: every alert arrives, none under two keys.

usage: kill_test.py VEDETTE [SEED] [KILLS]
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from receiver import Place, Receiver, write_notification, write_profiles

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "vedette"
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 6
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 20
ALERTS = 200


class Kill(unittest.TestCase):
    def run_and_kill(self, command, after):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def test_kills(self):
        dice = random.Random(SEED)
        ways = ["accept"] * 60 + [0.02, "accept, then reset", (500, {}), "reset"]
        plain = Receiver(lambda number, key: dice.choice(ways))
        grouped = Receiver(lambda number, key: dice.choice(ways))
        with tempfile.TemporaryDirectory() as folder:
            place = Place(PROGRAM, folder, ALERTS)
            write_profiles(f"{folder}/profiles.yaml", "plain", "grouped")
            write_notification(f"{folder}/notifications", "plain", f"http://127.0.0.1:{plain.port}/x")
            write_notification(f"{folder}/notifications", "grouped", f"http://127.0.0.1:{grouped.port}/x", "group_wait: 1s\ngroup_threshold: 7\n")
            send = [PROGRAM, "notifications", "send", "--store", place.store, "--profiles", f"{folder}/profiles.yaml", "--notifications",
                    f"{folder}/notifications"]
            for kill in range(KILLS):
                command = send if kill > KILLS // 2 and dice.random() < 0.6 else place.replay_command("20s")
                self.run_and_kill(command, dice.choice([dice.uniform(0.005, 0.25), dice.uniform(0.1, 1.2)]))
            end = time.monotonic() + 120
            place.replay("60s")
            while "The outbox is empty" not in (answer := place.notifications("send", "--wait", "30s")).stdout:
                self.assertLess(time.monotonic(), end, answer.stdout + answer.stderr)
        for receiver in (plain, grouped):
            receiver.close()
            told = receiver.told()
            self.assertEqual(len(told), ALERTS)
            self.assertEqual({count for count in told.values()}, {1}, "told of under several keys")
            self.assertEqual(receiver.changed, [], "one key, two bodies")
        print(f"{KILLS} kills; {plain.repeats + grouped.repeats} messages came again under the key that they had", file=sys.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
