"""What the command prints, and what it ends with."""
import csv
import io
import json
import os
import signal
import subprocess
import time
import unittest

import harness
from harness import CONTENT, Case, record


class Formats(Case):
    def archive(self):
        return self.write("log.json", [record(number=i, time="2026-03-02T08:05:%02dZ" % i, user="ann", ip="198.51.100.%d" % (i % 2)) for i in range(6)]
                          + [record(number=50, ip="192.0.2.99", time="2026-03-02T09:00:00Z")])

    def test_json_is_an_array_of_the_lines_of_jsonl(self):
        path = self.archive()
        lines = self.replay(path).alerts()
        array = json.loads(self.replay(path, output="json").out)
        self.assertEqual(array, lines)
        self.assertEqual(len(array), 6)
        for member in ("capacity", "events", "events_count", "leakspeed", "message", "scenario", "scenario_hash", "scenario_version", "simulated", "source",
                       "start_at", "stop_at"):
            self.assertIn(member, array[0])
        self.assertEqual(array[0]["source"]["scope"], "Ip")
        self.assertEqual(array[0]["source"]["value"], "198.51.100.0")

    def test_an_empty_array(self):
        path = self.write("log.json", [record("Quiet", number=1)])
        self.assertEqual(json.loads(self.replay(path, output="json").out), [])
        self.assertEqual(self.replay(path).out, b"")

    def test_csv(self):
        rows = list(csv.DictReader(io.StringIO(self.replay(self.archive(), output="csv").out.decode())))
        self.assertEqual(len(rows), 6)
        self.assertEqual(rows[0]["scenario"], "tests/alarm")
        self.assertEqual(rows[0]["value"], "198.51.100.0")
        self.assertEqual(rows[0]["events_count"], "1")

    def test_the_table_rolls_up(self):
        result = self.replay(self.archive(), output="table")
        text = result.out.decode()
        self.assertIn("Scenario", text)
        self.assertEqual(text.count("tests/alarm"), 2, "a row group, and the paragraph below")
        self.assertIn("Every event called Alarm is an alert", text)
        self.assertIn("What to do: ask who rang", text)
        rows = [line for line in text.splitlines() if "198.51.100." in line]
        self.assertEqual(len(rows), 2)
        self.assertIn("arn:aws:iam::123456789012:user/ann", rows[0])
        self.assertRegex(rows[0], r"\b3\b")
        self.assertIn("1 alert is allow-listed", text)
        for word in ("Files", "Records", "Time span", "Accounts", "Parsed", "Poured", "Overflows"):
            self.assertIn("\n" + word, text)
        self.assertNotIn("\x1b", text)

    def test_narrow_terminals(self):
        text = self.replay(self.archive(), output="table", env=dict(os.environ, COLUMNS="100")).out.decode()
        table = text.split("\nFiles")[0]
        self.assertLessEqual(max(len(line) for line in table.splitlines()), 100)

    def test_allowed_alerts_stay_visible(self):
        path = self.archive()
        self.assertEqual(len(self.replay("--show-allowed", path).alerts()), 7)
        allowed = [a for a in self.replay("--show-allowed", path).alerts() if "allowed" in a]
        self.assertEqual([a["allowed"] for a in allowed], ["the office"])
        self.assertIn("allowed: the office", self.replay("--show-allowed", path, output="table").out.decode())

    def test_hostile_text_does_not_reach_the_terminal(self):
        path = self.write("log.json", [record(number=1, user="\x1b[2Jx\u202e")])
        text = self.replay(path, output="table").out.decode()
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)
        self.assertIn("\\x1b", text)

    def test_output_file_appears_whole(self):
        target = self.path("out/alerts.json")
        result = self.replay("--output", target, self.archive(), output="json")
        self.assertEqual(result.out, b"")
        self.assertEqual(len(json.load(open(target))), 6)
        self.assertEqual(os.listdir(os.path.dirname(target)), ["alerts.json"])
        result = self.replay("--output", self.path("nowhere/x/") + "y", self.write("b.json", []), output="json")
        self.assertIn(result.code, (0, 2))

    def test_output_never_replaces_an_input_or_a_link(self):
        path = self.archive()
        before = open(path, "rb").read()
        link = self.path("link")
        os.symlink(path, link)
        for output in (path, link):
            result = self.replay("--output", output, path)
            self.assertEqual(result.code, 2)
            self.assertIn("would overwrite the input", result.err)
            self.assertEqual(open(path, "rb").read(), before)
        result = self.replay("--output", path, os.path.dirname(path))
        self.assertEqual(result.code, 2)
        self.assertEqual(open(path, "rb").read(), before)
        target = self.write("target", "old")
        link = self.path("to-target")
        os.symlink(target, link)
        self.assertEqual(self.replay("--output", link, path).code, 0)
        self.assertTrue(os.path.islink(link))
        self.assertEqual(len(open(target).readlines()), 6)

    @unittest.skipUnless(os.path.exists("/dev/fd/1"), "no /dev/fd")
    def test_output_to_an_open_file(self):
        # Not /dev/stdout: replacing that by mistake would harm the machine, which cannot happen below /proc.
        result = self.path("result")
        with open(result, "wb") as file:
            subprocess.run([harness.VEDETTE, "replay", "-q", "--content", CONTENT, "-o", "jsonl", "--output", "/dev/fd/1", self.archive()],
                           stdout=file, check=True)
        self.assertEqual(len(open(result).readlines()), 6)

    def test_output_that_cannot_be_written(self):
        result = self.replay("--output", os.path.join(self.folder, "no", "such", "folder"), self.archive())
        self.assertEqual(result.code, 2)
        self.assertIn("cannot write", result.err)
        if os.path.exists("/dev/full"):
            result = self.replay("--output", "/dev/full", self.archive())
            self.assertEqual(result.code, 1)
            self.assertIn("No space left on device", result.err)

    def test_a_reader_that_goes_away(self):
        path = self.write("log.json", [record(number=i, time="2026-03-02T08:05:00Z", ip=f"203.0.113.{i % 250}") for i in range(3000)])
        process = subprocess.Popen([harness.VEDETTE, "replay", "--content", CONTENT, "-o", "jsonl", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertEqual(err, b"")


class Endings(Case):
    def test_usage(self):
        for arguments in (["replay"], ["replay", "--no-such-option", "x"], ["replay", "-o", "xml", "x"], ["replay", "--since", "yesterday", "x"],
                          ["replay", "--since", "2026-03-04", "--until", "2026-03-03", "x"], ["replay", "--content", "/no/such/folder", "x"], ["nonsense"], []):
            done = subprocess.run([harness.VEDETTE, *arguments], capture_output=True)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertTrue(done.stderr.startswith(b"vedette: "), done.stderr)

    def test_version_and_help(self):
        done = subprocess.run([harness.VEDETTE, "--version"], capture_output=True)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, rb"^vedette \d+\.\d+\.\d+\n$")
        for arguments in (["--help"], ["replay", "--help"]):
            done = subprocess.run([harness.VEDETTE, *arguments], capture_output=True)
            self.assertEqual(done.returncode, 0)
            self.assertIn(b"replay", done.stdout)
            self.assertLess(max(len(line) for line in done.stdout.decode().splitlines()), 130)

    def content(self, scenario):
        """The tests' content with one more scenario."""
        import shutil

        folder = self.path("content/x")[:-2]
        shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
        with open(os.path.join(folder, "scenarios", "broken.yaml"), "w") as file:
            file.write(scenario)
        return folder

    def test_a_scenario_that_does_not_compile(self):
        content = self.content("type: trigger\nname: tests/broken\ndescription: x\nfilter: \"evt.Meta.event_name == \"\nlabels:\n  a: b\n")
        path = self.write("log.json", [record(number=1)])
        result = self.replay(path, content=content)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(len(result.alerts()), 1, "the others go on")
        self.assertIn("broken.yaml:4:", result.err)
        self.assertIn("Not loaded", result.err)
        result = self.replay("--strict", path, content=content)
        self.assertEqual(result.code, 2)
        self.assertEqual(result.out, b"")

    def test_what_is_missing_is_named(self):
        import shutil

        folder = self.path("content/x")[:-2]
        shutil.copytree(CONTENT, folder, dirs_exist_ok=True)
        shutil.rmtree(os.path.join(folder, "parsers", "s00-raw"))
        path = self.write("log.json", [record(number=1)])
        result = self.replay(path, content=folder)
        self.assertEqual(result.code, 0)
        self.assertIn("vedette parsers install crowdsecurity/syslog-logs", result.err)
        shutil.copytree(os.path.join(CONTENT, "parsers"), os.path.join(folder, "parsers"), dirs_exist_ok=True)
        shutil.rmtree(os.path.join(folder, "parsers", "s02-enrich"))
        self.assertIn("vedette parsers install crowdsecurity/dateparse-enrich", self.replay(path, content=folder).err)
        shutil.rmtree(os.path.join(folder, "scenarios"))
        self.assertIn("nothing can match", self.replay(path, content=folder).err)
        shutil.rmtree(os.path.join(folder, "parsers"))
        self.assertIn("vedette parsers install crowdsecurity/syslog-logs crowdsecurity/aws-cloudtrail crowdsecurity/dateparse-enrich",
                      self.replay(path, content=folder).err)

    def test_no_parser_is_asked_for_that_is_there(self):
        path = self.write("log.json", [{"eventVersion": "1.08", "eventName": "X", "eventSource": "x", "userIdentity": {}}])
        result = self.replay(path, content=None)
        self.assertIn("no event has a time of its own", result.err)
        self.assertNotIn("cscli", result.err)

    def test_a_configuration_that_names_no_content(self):
        path = self.write("log.json", [record(number=1)])
        for text in ("", "config_paths: {}\n", "config_paths:\n  config_dir: $VEDETTE_UNSET/x\n  data_dir: /tmp\n"):
            result = self.replay("-c", self.write("config.yaml", text), path, content=None)
            self.assertEqual(result.code, 2, result.err)
            self.assertIn("there are no rules to replay with", result.err)
            self.assertEqual(result.out, b"")

    def test_interrupt(self):
        process = subprocess.Popen([harness.VEDETTE, "replay", "--content", CONTENT, "-o", "jsonl", "--threads", "1", "-"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        one = json.dumps(record("Quiet", number=1)).encode() + b"\n"
        for _ in range(10):
            process.stdin.write(one * 2000)
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        try:
            for _ in range(10):
                process.stdin.write(one * 2000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        process.stdin = None
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertIn(b"Interrupted", err)

    def test_interrupt_while_nothing_comes(self):
        process = subprocess.Popen([harness.VEDETTE, "replay", "--content", CONTENT, "-o", "jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdin.write(json.dumps(record(number=1)).encode() + b"\n")
        process.stdin.flush()
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        out = process.stdout.read()
        process.stdin.close()
        process.stdin = None
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(len(out.splitlines()), 1, "what came before is not lost")

    def test_says_why_there_is_nothing(self):
        empty = os.path.dirname(self.path("empty/x"))
        result = self.replay(empty, output="table")
        self.assertIn("there is no file in " + empty, result.out.decode())
        path = self.write("log.json", [record(number=1)])
        result = self.replay("--transform", "[]", path, output="table")
        self.assertIn("the transform gave no line of any of 1 records", result.out.decode())
        result = self.replay(path, content=empty)
        self.assertEqual(result.code, 2)
        self.assertIn("holds no content", result.err)

    def test_an_expression_on_a_record(self):
        def run(*arguments):
            return subprocess.run([harness.VEDETTE, "expr", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)

        path = self.write("log.json.gz", [record(number=1), record(number=2, user="bob")])
        self.assertEqual(run("evt.Meta.user_arn", "--record", path, "--number", "2").stdout, '"arn:aws:iam::123456789012:user/bob"\n')
        self.assertEqual(run("evt.Unmarshaled.cloudtrail.eventName", "--record", path).stdout, '"Alarm"\n')
        self.assertIn("there is no record 3", run("1", "--record", path, "--number", "3").stderr)
        bare = self.write("record.json", json.dumps(record(number=1)))
        done = run("evt.Meta.user_arn", "--event", bare)
        self.assertEqual(done.returncode, 1)
        self.assertIn("give it with --record", done.stderr)

    def test_quiet(self):
        result = self.replay("--quiet", self.write("log.json", [record(number=1)]))
        self.assertEqual(result.err, "")

    def test_bundled_content_loads(self):
        result = self.replay("--strict", self.write("log.json", [record("DescribeInstances", number=1)]), content=None)
        self.assertEqual(result.code, 0, result.err)


if __name__ == "__main__":
    harness.main()
