"""Input that is damaged, hostile or odd: a clear error, and nothing lost that could be read."""
import gzip
import json
import os
import resource
import signal
import subprocess
import unittest

import harness
from harness import Case, document, record


class Damage(Case):
    def test_truncated_gzip_keeps_what_came_before(self):
        records = [record(number=i, ip=f"198.51.100.{i % 200}", requestID=os.urandom(300).hex()) for i in range(2000)]
        packed = gzip.compress(document(records))
        path = self.write("log.json", packed[: len(packed) // 2])
        result = self.replay(path)
        self.assertEqual(result.code, 1)
        self.assertGreater(len(result.alerts()), 500)
        self.assertLess(len(result.alerts()), 2000)
        self.assertIn(f"ends early, at byte {len(packed) // 2} of the file", result.err)
        self.assertIn("log.json", result.err)

    def test_damaged_gzip(self):
        packed = bytearray(gzip.compress(document([record(number=i, requestID=os.urandom(300).hex()) for i in range(500)])))
        packed[len(packed) // 2] ^= 0xFF
        result = self.replay(self.write("log.json", bytes(packed)))
        self.assertEqual(result.code, 1)
        self.assertIn("log.json", result.err)

    def test_cut_in_the_middle_of_a_record(self):
        text = document([record(number=1), record(number=2), record(number=3)])
        result = self.replay(self.write("log.json", text[:-100]))
        self.assertEqual(result.code, 1)
        self.assertEqual(len(result.alerts()), 2)
        self.assertRegex(result.err, r"ends in the middle of a record that begins, at byte \d+ of its text")

    def test_a_cut_line_costs_only_itself(self):
        lines = [json.dumps(record(number=i)) for i in range(3)]
        lines[1] = lines[1][:-40]
        result = self.replay(self.write("log.jsonl", "\n".join(lines) + "\n"))
        self.assertEqual(result.code, 1)
        self.assertEqual(len(result.alerts()), 2)

    def test_invalid_utf8(self):
        text = document([record(number=1, userAgent="AGENT")]).replace(b"AGENT", b"\xff\xfe\x80")
        result = self.replay(self.write("log.json", text))
        self.assertEqual(result.code, 0)
        self.assertEqual(len(result.alerts()), 1)

    def test_a_million_deep(self):
        deep = "[" * 1_000_000 + "]" * 1_000_000
        good = json.dumps(record(number=1))
        text = '{"Records":[' + good + ',{"eventName":"Alarm","x":' + deep + "}," + good + "]}"
        result = self.replay("--keep-duplicates", self.write("log.json", text))
        self.assertEqual(len(result.alerts()), 2)
        self.assertEqual(result.code, 1)
        self.assertIn("1 record, the first", result.err)
        result = self.replay(self.write("array.json", deep))
        self.assertEqual(len(result.alerts()), 0)
        self.assertEqual(result.code, 1)

    def test_not_closed_and_deep(self):
        result = self.replay(self.write("log.json", '{"a":' * 1_000_000))
        self.assertEqual(result.code, 1)

    def test_numbers_of_400_digits(self):
        text = json.dumps(record(number=1, size="NUMBER")).replace('"NUMBER"', "9" * 400)
        result = self.replay(self.write("log.jsonl", text + "\n" + json.dumps(record(number=2)) + "\n"))
        # Go's decoder refuses a number that overflows a float64; the record beside it goes on.
        self.assertIn(len(result.alerts()), (1, 2))
        self.assertLessEqual(result.code, 1)

    def test_duplicate_keys(self):
        text = json.dumps(record(name="First", number=1))
        text = text[:-1] + ',"eventName":"Alarm"}'
        result = self.replay(self.write("log.jsonl", text))
        self.assertEqual(len(result.alerts()), 1, "the last of two equal keys counts")

    def test_parquet_is_named(self):
        result = self.replay(self.write("part-0.parquet", b"PAR1" + os.urandom(100)))
        self.assertEqual(result.code, 1)
        self.assertIn("Parquet", result.err)

    def test_empty_file_and_other_objects_are_no_errors(self):
        self.write("a/empty.json.gz", b"")
        self.write("a/zero", b"")
        os.truncate(self.path("a/zero"), 0)
        self.write("a/none.json", b'{"Records":[]}')
        self.write("a/digest.json.gz", b'{"awsAccountId":"1","digestStartTime":"2026-03-02T08:00:00Z","logFiles":[]}')
        self.write("a/config.json", b'{"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[]}')
        self.write("a/insight.json", document([record(name="x", number=5, insightDetails={}, eventCategory="Insight")]))
        result = self.replay(self.folder)
        self.assertEqual(result.code, 0, result.err)
        for kind in ("2 empty objects", "1 CloudTrail log files without a record", "1 CloudTrail digests", "1 AWS Config files", "1 CloudTrail Insight files"):
            self.assertIn(kind, result.err)

    def test_a_file_that_is_not_there(self):
        good = self.write("good.json", [record(number=1)])
        result = self.replay(good, self.path("missing.json"))
        self.assertEqual(result.code, 1)
        self.assertEqual(len(result.alerts()), 1)
        self.assertIn("missing.json: cannot be found: No such file or directory", result.err)

    @unittest.skipIf(os.geteuid() == 0, "nothing is shut to root")
    def test_a_folder_without_permission(self):
        self.write("shut/x.json", [record(number=1)])
        self.write("open/y.json", [record(number=2)])
        os.chmod(self.path("shut"), 0)
        self.addCleanup(os.chmod, self.path("shut"), 0o755)
        result = self.replay(self.folder)
        self.assertEqual(result.code, 1)
        self.assertEqual(len(result.alerts()), 1)
        self.assertIn("shut: the folder cannot be opened: Permission denied", result.err)

    def test_a_folder_without_permission_as_another_user(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become another user")
        self.write("shut/x.json", [record(number=1)])
        self.write("open/y.json", [record(number=2)])
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("shut"), 0)

        def drop():
            os.setgid(65534)
            os.setuid(65534)

        try:
            result = self.replay(self.folder, preexec_fn=drop)
        except (PermissionError, subprocess.SubprocessError):
            self.skipTest("the program or its content cannot be reached by another user")
        if result.code == 2:
            self.skipTest("the content cannot be reached by another user")
        self.assertEqual(result.code, 1)
        self.assertEqual(len(result.alerts()), 1)
        self.assertIn("shut: the folder cannot be opened: Permission denied", result.err)


class Size(Case):
    def stream(self, pieces, *arguments, limit=1 << 30):
        """Feeds standard input from a generator; the address space is limited."""
        command = [harness.VEDETTE, "replay", "--content", harness.CONTENT, "-o", "jsonl", "--threads", "2", *arguments, "-"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdin = None
        out, err = process.communicate(timeout=280)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        self.assertLess(peak, limit, "peak memory")
        return process.returncode, [json.loads(line) for line in out.decode().splitlines()], err.decode()

    size = int(os.environ.get("VEDETTE_TEST_BIG", "300")) * 1_000_000

    def test_one_long_line_of_many_records(self):
        padding = "x" * 4000
        one = json.dumps(record(name="Quiet", number=1, requestParameters={"p": padding})).encode() + b","
        count = self.size // len(one)

        def pieces():
            yield b'{"Records":['
            yield document([record(number=7)])[12:-2] + b","
            block = one * 250
            for _ in range(count // 250):
                yield block
            yield document([record(number=8)])[12:-2] + b"]}"

        code, alerts, err = self.stream(pieces())
        self.assertEqual(code, 0, err)
        self.assertEqual(sum(a["scenario"] == "tests/alarm" for a in alerts), 2)

    def test_one_record_without_end(self):
        def pieces():
            yield document([record(number=7)])[:-2] + b',{"eventName":"'
            block = b"y" * 1_000_000
            for _ in range(self.size // len(block)):
                yield block
            yield b'"},' + document([record(number=8)])[12:]

        code, alerts, err = self.stream(pieces())
        self.assertEqual(code, 1)
        self.assertEqual(len(alerts), 2)
        self.assertIn("a record longer than 64 MiB is passed over, at byte ", err)

    def test_a_line_without_end(self):
        def pieces():
            yield b"Alarm\n"
            block = b"z" * 1_000_000
            for _ in range(self.size // len(block)):
                yield block
            yield b"\nAlarm\n"

        code, alerts, err = self.stream(pieces(), "--type", "words", "--reference-date", "2026-03-02")
        self.assertEqual(code, 1)
        self.assertEqual(len(alerts), 2)
        self.assertIn("a line longer than 64 MiB is passed over", err)


class Disk(Case):
    def test_full_disk_while_spilling(self):
        """Every byte that is poured waits (no times in file names), so a small budget spills; the disk takes nothing."""
        lines = b"".join(json.dumps(record(name="Quiet%d" % (i % 50), number=i, time="2026-03-02T08:%02d:%02dZ" % (i // 60 % 60, i % 60))).encode() + b"\n"
                         for i in range(60_000))
        lines += json.dumps(record(number=99_999_999)).encode() + b"\n"
        path = self.write("log.jsonl", lines)
        whole = self.replay("--memory", "16", path)
        self.assertEqual(whole.code, 0, whole.err)

        def no_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

        # With a pipe for output nothing else is written to a file.
        full = self.replay("--memory", "16", path, preexec_fn=no_room)
        if "Spilled" not in whole.err:
            self.skipTest("the budget was not passed")
        self.assertEqual(full.code, 1)
        self.assertIn("could not be kept within the budget", full.err)
        self.assert_same(full.out, whole.out)


if __name__ == "__main__":
    harness.main()
