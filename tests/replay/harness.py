"""Runs the program under test on archives made here; standard library only."""
import gzip
import json
import os
import subprocess
import sys
import tempfile
import unittest
import uuid

CONTENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "content")
VEDETTE = None


def record(name="Alarm", time="2026-03-02T08:05:00Z", user="ann", ip="198.51.100.7", number=None, account="123456789012", **more):
    """A CloudTrail record; with a number its id is the same on every run."""
    event_id = str(uuid.UUID(int=number)) if number is not None else str(uuid.uuid4())
    out = {
        "eventVersion": "1.08",
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{account}:user/{user}", "accountId": account, "userName": user},
        "eventTime": time,
        "eventSource": "signin.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": ip,
        "eventID": event_id,
        "eventType": "AwsApiCall",
        "recipientAccountId": account,
    }
    out.update(more)
    return out


def document(records):
    return json.dumps({"Records": records}, separators=(",", ":")).encode()


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr.decode(errors="replace")

    def alerts(self):
        return [json.loads(line) for line in self.out.decode().splitlines()]

    def scenarios(self):
        return [alert["scenario"] for alert in self.alerts()]


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="vedette-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, name, data):
        """Packed when the name says so."""
        if isinstance(data, str):
            data = data.encode()
        if isinstance(data, list):
            data = document(data)
        if name.endswith(".gz"):
            data = gzip.compress(data, 6, mtime=0)
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def assert_same(self, one, other, message=""):
        """As assertEqual, but it shows the first difference only: thousands of alerts take minutes to diff."""
        if one == other:
            return
        if isinstance(one, bytes):
            one, other = one.splitlines(), other.splitlines()
        at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
        self.fail(f"{message}: {len(one)} and {len(other)} of them, different from number {at} on:\n{one[at:at + 1]}\n{other[at:at + 1]}")

    def replay(self, *arguments, content=CONTENT, output="jsonl", **options):
        command = [VEDETTE, "replay"]
        if content:
            command += ["--content", content]
        if output:
            command += ["-o", output]
        options.setdefault("timeout", 300)
        done = subprocess.run(command + [str(a) for a in arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
        result = Result(done)
        self.assertNotIn("bug:", result.err)
        self.assertGreaterEqual(result.code, 0, f"killed by signal {-result.code}: {result.err}")
        return result


def main():
    global VEDETTE
    if len(sys.argv) < 2:
        sys.exit("usage: %s path/to/vedette [unittest arguments]" % sys.argv[0])
    VEDETTE = os.path.abspath(sys.argv.pop(1))
    unittest.main(module="__main__", verbosity=1)
