#!/usr/bin/env python3
"""10,000 alerts at once and a receiver that is slow: memory stays flat, and detection does not wait.

usage: burst_test.py VEDETTE [ALERTS]
"""

import json
import os
import sys
import tempfile
import time
import unittest

from receiver import Place, Receiver, write_notification, write_profiles

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "vedette"
ALERTS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000


def measure(command):
    """Seconds, and the most MiB that were resident."""
    start = time.monotonic()
    child = os.spawnvp(os.P_NOWAIT, command[0], command)
    _, status, usage = os.wait4(child, 0)
    return time.monotonic() - start, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


class Burst(unittest.TestCase):
    def test_burst(self):
        receiver = Receiver(lambda number, key: 0.2)
        with tempfile.TemporaryDirectory() as folder:
            place = Place(PROGRAM, folder, ALERTS)
            quiet_seconds, quiet_mib, code = measure(place.replay_command("0s"))
            self.assertEqual(code, 0)
            os.remove(place.store)
            write_profiles(f"{folder}/profiles.yaml", "slow")
            write_notification(f"{folder}/notifications", "slow", f"http://127.0.0.1:{receiver.port}/x")
            seconds, mib, code = measure(place.replay_command("0s"))
            self.assertEqual(code, 0)
            print(f"without a receiver {quiet_seconds:.2f} s and {quiet_mib:.0f} MiB, with a slow one {seconds:.2f} s and {mib:.0f} MiB",
                  file=sys.stderr)
            self.assertLess(seconds, 2 * quiet_seconds + 3)
            self.assertLess(mib, quiet_mib + 32)
            waiting = json.loads(place.notifications("list", "-o", "json").stdout)["slow"]["outbox"]
            self.assertEqual(waiting["waiting"] + waiting["done"], ALERTS)
            self.assertGreater(waiting["waiting"], ALERTS // 2)
        receiver.close()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
