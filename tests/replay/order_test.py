"""The same alerts, in the same order, whatever the threads, the order of the paths and the way the archive is cut."""
import json
import os
import random
import shutil
import tempfile
import unittest

import harness
from harness import Case, document, record

START = 8 * 3600


def clock(second):
    return "2026-03-02T%02d:%02d:%02dZ" % (second // 3600, second // 60 % 60, second % 60)


def day(count, seed=1, steps=(0, 0, 1, 5)):
    """Records of some users over some hours, in time order, with bursts of failures and, unless the steps say otherwise, ties in time."""
    rng = random.Random(seed)
    out = []
    second = START
    for number in range(count):
        second += rng.choice(steps)
        name = rng.choice(["Fail", "Fail", "Alarm", "List", "Get", "Put"])
        out.append(record(name, clock(second), user=rng.choice("abcde"), ip=f"198.51.100.{rng.randrange(9)}", number=number))
    return out


class Order(Case):
    def lay_out(self, records, names):
        """Spreads the records over files by the hour and account they would be delivered in."""
        files = {}
        for index, one in enumerate(records):
            files.setdefault(names(index, one), []).append(one)
        for name, part in files.items():
            self.write(name, part)

    def aws_name(self, index, one):
        hour, minute = one["eventTime"][11:13], int(one["eventTime"][14:16]) // 5 * 5
        region = ["eu-west-1", "us-east-1"][index % 2]
        return (f"AWSLogs/123456789012/CloudTrail/{region}/2026/03/02/"
                f"123456789012_CloudTrail_{region}_20260302T{hour}{minute:02d}Z_{index % 2}.json.gz")

    def check(self, *ways):
        outputs = [self.replay(*way) for way in ways]
        for way, result in zip(ways, outputs):
            self.assertEqual(result.code, 0, result.err)
            self.assert_same(result.out, outputs[0].out, f"{way} gives other alerts than {ways[0]}")
        self.assertGreater(len(outputs[0].alerts()), 100)
        return outputs[0]

    def test_threads_and_path_order(self):
        self.lay_out(day(4000), self.aws_name)
        files = sorted(os.path.join(base, name) for base, _, names in os.walk(self.folder) for name in names)
        shuffled = files[:]
        random.Random(5).shuffle(shuffled)
        self.check([self.folder], [self.folder, "--threads", "1"], [self.folder, "--threads", "7"], files, shuffled, files + [self.folder],
                   shuffled + ["--threads", "3"])

    def test_late_deliveries(self):
        """Records that come hours after what their file's name promises: still the same on every run."""
        rng = random.Random(9)
        records = day(4000)
        for index in range(0, len(records), 40):
            other = rng.randrange(len(records))
            records[index], records[other] = records[other], records[index]
        ordered = day(4000)
        parts = {}
        for index, one in enumerate(records):
            # The name goes by the place in the stream, the record by its own time.
            name = self.aws_name(index, ordered[index])
            parts.setdefault(name, []).append(one)
        for name, part in parts.items():
            self.write(name, part)
        self.check([self.folder], [self.folder, "--threads", "1"], [self.folder, "--threads", "6"])

    def test_one_file_or_many(self):
        records = day(3000, steps=(1, 2, 5))  # ties would follow the paths
        self.lay_out(records, self.aws_name)
        one = self.write("../%s-one.json" % os.path.basename(self.folder), records)
        self.addCleanup(os.remove, one)
        many = self.replay(self.folder)
        single = self.replay(one)
        key = lambda a: (a["scenario"], a["source"]["value"], a["start_at"], a["stop_at"], a["events_count"])
        self.assert_same(sorted(map(key, single.alerts())), sorted(map(key, many.alerts())))

    def test_a_stash_orders_only_what_can_come_to_it(self):
        """What one event stashes a later one reads, so such events are parsed by one thread; others by all."""
        self.lay_out(day(2000), self.aws_name)
        plain = self.replay(self.folder, "--threads", "3")
        for filter, threads in (("evt.Parsed.program == 'auditd'", "3 threads"), ("evt.Parsed.program == 'aws-cloudtrail'", "1 thread")):
            content = tempfile.mkdtemp(prefix="vedette-test-")
            self.addCleanup(shutil.rmtree, content)
            shutil.copytree(harness.CONTENT, content, dirs_exist_ok=True)
            folder = os.path.join(content, "parsers", "s01-parse", "tests")
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, "stash.yaml"), "w") as file:
                file.write(f'name: tests/stash\ndescription: a stash\nfilter: "{filter}"\nstatics: [{{meta: seen, value: x}}]\n'
                           "stash: [{name: lines, key: evt.Line.Src, value: evt.Line.Raw, ttl: 1m, size: 10}]\n")
            result = self.replay(self.folder, "--threads", "3", content=content)
            self.assertIn(threads, result.err)
            self.assertEqual(result.scenarios(), plain.scenarios())

    def test_a_file_of_many_chunks(self):
        records = day(3000)
        for one in records:
            one["requestParameters"] = {"padding": "p" * 1500}
        path = self.write("big.json", records)
        self.check([path], [path, "--threads", "1"], [path, "--threads", "5"])

    def test_out_of_order_by_hours(self):
        records = day(2000, steps=(1, 2, 5))
        shuffled = records[:]
        random.Random(3).shuffle(shuffled)
        key = lambda a: (a["scenario"], a["source"]["value"], a["start_at"], a["stop_at"], a["events_count"])
        straight = self.replay(self.write("a/log.json", records)).alerts()
        mixed = self.replay(self.write("b/log.json", shuffled)).alerts()
        self.assert_same(list(map(key, straight)), list(map(key, mixed)))

    def test_small_budget(self):
        path = self.write("log.json", day(20000))
        self.check([path], [path, "--memory", "16"])

    def test_duplicates(self):
        records = [record(number=i, time=clock(START + i)) for i in range(10)]
        self.write("a.json", records)
        self.write("b.json", records[5:])
        self.assertEqual(len(self.replay(self.folder).alerts()), 10)
        self.assertEqual(len(self.replay("--keep-duplicates", self.folder).alerts()), 15)
        # Not the same: another account, or an id that is no UUID.
        self.write("c.json", [record(number=1, time=clock(START + 1), account="210987654321")])
        self.assertEqual(len(self.replay(self.folder).alerts()), 11)

    def test_years_1_and_9999(self):
        path = self.write("log.json", [record(number=1, time="9999-12-31T23:59:59Z"), record(number=2, time="0001-01-01T00:00:01Z"), record(number=3)])
        result = self.replay(path)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual([a["start_at"][:4] for a in result.alerts()], ["0001", "2026", "9999"])

    def test_undated_events_take_the_reference_date(self):
        one = record(number=1)
        del one["eventTime"]
        bad = record(number=2, time="not a date")
        result = self.replay("--reference-date", "2026-01-02T03:04:05Z", self.write("log.json", [one, bad, record(number=3)]))
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual([a["start_at"][:19] for a in result.alerts()], ["2026-01-02T03:04:05"] * 2 + ["2026-03-02T08:05:00"])
        self.assertIn("Undated", result.err)

    def test_since_and_until(self):
        path = self.write("log.json", [record(number=i, time=clock(START + i * 60)) for i in range(10)])
        result = self.replay("--since", "2026-03-02T08:02", "--until", "2026-03-02 08:05:00", path)
        self.assertEqual([a["start_at"][11:16] for a in result.alerts()], ["08:02", "08:03", "08:04"])
        self.assertIn("7 events outside --since and --until", result.err)


class Wrappings(Case):
    """One record, wherever it comes from."""

    def one(self, name, data, *arguments):
        result = self.replay(self.write(name, data), *arguments)
        self.assertEqual(result.code, 0, result.err)
        alerts = result.alerts()
        self.assertEqual([a["scenario"] for a in alerts], ["tests/alarm"], name)
        return result

    def test_all(self):
        one = record(number=1)
        text = json.dumps(one)
        self.one("records.json", document([one]))
        self.one("pretty.json", json.dumps({"Records": [one]}, indent=2))
        self.one("array.json", json.dumps([one]))
        self.one("line.jsonl", text + "\r\n")
        self.one("two.json.gz", text)
        self.one("bridge.json", json.dumps({"version": "0", "detail-type": "AWS API Call via CloudTrail", "detail": one}))
        self.one("lookup.json", json.dumps({"Events": [{"EventId": "1", "CloudTrailEvent": text}]}, indent=1))
        self.one("firehose", json.dumps({"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": text}]}) * 1)
        self.one("export", "2026-03-02T08:05:00.000Z " + text + "\n")

    def test_members_of_gzip(self):
        import gzip

        text = document([record(number=1)])
        self.one("x.json", gzip.compress(text[:50]) + gzip.compress(text[50:]))

    def test_bzip2(self):
        import bz2

        self.one("x.json.bz2", bz2.compress(document([record(number=1)])))

    def test_standard_input(self):
        result = self.replay("-", input=document([record(number=1)]))
        self.assertEqual(len(result.alerts()), 1)

    def test_lines_of_another_type(self):
        path = self.write("words.txt", "Alarm\r\n\nquiet\nAlarm")
        result = self.replay("--type", "words", "--reference-date", "2026-03-02", path)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(result.scenarios(), ["tests/alarm"] * 2)

    def test_transform(self):
        path = self.write("log.json", document([record(number=1), record(number=2)]))
        walk = 'map(JsonExtractSlice(evt.Line.Raw, "Records"), ToJsonString(#))'
        built_in = self.replay("--transform", walk, path)
        as_written = self.replay("--transform", walk + "[0:]", path)
        self.assertEqual(len(built_in.alerts()), 2)
        self.assert_same(built_in.out, as_written.out)
        words = self.write("words.txt", "Alarm quiet Alarm")
        result = self.replay("--type", "words", "--transform", 'Split(evt.Line.Raw, " ")', words)
        self.assertEqual(result.scenarios(), ["tests/alarm"] * 2)
        self.assertEqual(self.replay("--transform", "evt.", path).code, 2)

    def test_not_cloudtrail_is_said(self):
        result = self.replay(self.write("notes.txt", "hello\n"))
        self.assertEqual(result.code, 1)
        self.assertIn("is not recognised as CloudTrail", result.err)
        # Found in a folder it is only counted.
        self.assertEqual(self.replay(self.folder).code, 0)


if __name__ == "__main__":
    harness.main()
