#!/usr/bin/env python3
"""`vedette check` over small contents: what it prints, and how it ends.

usage: run.py VEDETTE [--update]

Each folder here is a case. `arguments` holds the command line, one a line (none: `--content .`); `expected` is what is printed, then the exit code.
`fixed/` holds what `--fix` makes of the files of the same name, and what it makes must need no further repair. `sarif/expected.sarif` is compared as a
whole and checked against the rules of SARIF 2.1.0 below. --update writes expectations anew; review the difference.
"""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent


def run(vedette, folder, arguments):
    done = subprocess.run([vedette, "check", *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    done.stdout = done.stdout.replace(str(folder) + "/", "FOLDER/")
    return done.stdout + done.stderr + f"exit {done.returncode}\n", done


def arguments_of(case):
    file = case / "arguments"
    return file.read_text().split("\n")[:-1] if file.exists() else ["--content", "."]


def compare(path, text, update):
    if update:
        path.write_text(text)
        return
    expected = path.read_text() if path.exists() else ""
    if text != expected:
        yield f"{path.relative_to(HERE)}:\n--- expected\n{expected}\n--- got\n{text}"


def check_case(vedette, case, update):
    text, _ = run(vedette, case, arguments_of(case))
    yield from compare(case / "expected", text, update)
    if (case / "fixed").exists():
        yield from check_repairs(vedette, case, update)


def check_repairs(vedette, case, update):
    """FILE.fixed beside, --in-place with FILE.bak, and nothing left to repair afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / case.name
        shutil.copytree(case, copy, ignore=shutil.ignore_patterns("fixed", "expected", "arguments"))
        before = {path: path.read_text() for path in copy.rglob("*") if path.is_file()}
        _, first = run(vedette, copy, [*arguments_of(case), "--fix"])
        repaired = {path: path.read_text() for path in copy.rglob("*.fixed")}
        if any(path.read_text() != text for path, text in before.items()):
            yield f"{case.name}: --fix changed a file that it should leave"
        for path, text in repaired.items():
            wanted = case / "fixed" / path.relative_to(copy).with_suffix("")
            if update:
                wanted.parent.mkdir(parents=True, exist_ok=True)
            yield from compare(wanted, text, update)
        if len(repaired) != sum(path.is_file() for path in (case / "fixed").rglob("*")):
            yield f"{case.name}: --fix wrote {sorted(str(p.relative_to(copy)) for p in repaired)}\n{first.stderr}"
        _, second = run(vedette, copy, [*arguments_of(case), "--fix", "--in-place"])
        for path, text in repaired.items():
            target = path.with_suffix("")
            if target.read_text() != text or target.with_name(target.name + ".bak").read_text() != before[target]:
                yield f"{case.name}: --in-place did not repair {target.name}, or lost what it was\n{second.stderr}"
        _, third = run(vedette, copy, [*arguments_of(case), "--fix", "--in-place"])
        if "nothing to repair" not in third.stderr:
            yield f"{case.name}: a second repair finds more\n{third.stderr}"


def require(condition, what):
    if not condition:
        raise AssertionError(what)


def keys(thing, required, allowed, where):
    require(isinstance(thing, dict), f"{where} is no object")
    require(required <= thing.keys(), f"{where} lacks {required - thing.keys()}")
    require(thing.keys() <= required | allowed, f"{where} has {thing.keys() - required - allowed}")


def check_region(region, where):
    keys(region, {"startLine", "startColumn"}, {"endLine", "endColumn", "byteOffset", "byteLength"}, where)
    require(region["startLine"] >= 1 and region["startColumn"] >= 1, f"{where}: lines and columns count from 1")
    start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
    require(start <= end, f"{where}: it ends before it begins")


def check_artifact(location, where):
    keys(location, {"uri"}, set(), where)
    require(urllib.parse.quote(urllib.parse.unquote(location["uri"]), safe="/:") == location["uri"], f"{where}: no URI")


def check_sarif_rules(log):
    """SARIF 2.1.0 (OASIS): sections 3.13 sarifLog, 3.14 run, 3.19 toolComponent, 3.27 result, 3.30 region, 3.55 fix."""
    keys(log, {"$schema", "version", "runs"}, set(), "log")
    require(log["version"] == "2.1.0" and len(log["runs"]) == 1, "version and one run")
    log_run = log["runs"][0]
    keys(log_run, {"tool", "results"}, {"columnKind"}, "run")
    require(log_run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints"), "columnKind")
    driver = log_run["tool"]["driver"]
    keys(driver, {"name", "rules"}, {"semanticVersion", "informationUri"}, "driver")
    ids = [rule["id"] for rule in driver["rules"]]
    require(len(ids) == len(set(ids)), "rule ids are unique")
    for rule in driver["rules"]:
        keys(rule, {"id", "shortDescription", "help", "defaultConfiguration"}, set(), rule["id"])
        require(rule["shortDescription"]["text"] and rule["help"]["text"], f"{rule['id']}: texts")
        require(rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error"), f"{rule['id']}: level")
    for number, result in enumerate(log_run["results"]):
        where = f"result {number}"
        keys(result, {"ruleId", "ruleIndex", "level", "message"}, {"locations", "fixes"}, where)
        require(ids[result["ruleIndex"]] == result["ruleId"], f"{where}: ruleIndex")
        require(result["level"] in ("none", "note", "warning", "error") and result["message"]["text"], f"{where}: level, message")
        for location in result.get("locations", []):
            keys(location, set(), {"physicalLocation", "logicalLocations"}, where)
            if "physicalLocation" in location:
                keys(location["physicalLocation"], {"artifactLocation", "region"}, set(), where)
                check_artifact(location["physicalLocation"]["artifactLocation"], where)
                check_region(location["physicalLocation"]["region"], where)
        for fix in result.get("fixes", []):
            keys(fix, {"description", "artifactChanges"}, set(), where)
            for change in fix["artifactChanges"]:
                keys(change, {"artifactLocation", "replacements"}, set(), where)
                check_artifact(change["artifactLocation"], where)
                for replacement in change["replacements"]:
                    keys(replacement, {"deletedRegion"}, {"insertedContent"}, where)
                    check_region(replacement["deletedRegion"], where)


def check_formats(vedette, update):
    case = HERE / "sarif"
    text, done = run(vedette, case, ["--content", ".", "-o", "sarif"])
    yield from compare(case / "expected.sarif", done.stdout, update)
    try:
        log = json.loads(done.stdout)
        check_sarif_rules(log)
    except (AssertionError, ValueError, KeyError, IndexError) as error:
        yield f"sarif: {error!r}"
        return
    _, done = run(vedette, case, ["--content", ".", "-o", "json"])
    found = json.loads(done.stdout)
    severities = [entry["severity"] for entry in found["diagnostics"]]
    counts = {name: severities.count(name[:-1]) for name in ("errors", "warnings", "notes")}
    if any(found["summary"][name] != count for name, count in counts.items()):
        yield f"json: the summary {found['summary']} counts otherwise than {counts}"
    if [entry["rule"] for entry in found["diagnostics"]] != [result["ruleId"] for result in log["runs"][0]["results"]]:
        yield "json and sarif differ"


def check_exit_codes(vedette):
    for arguments, code in [
        (["--content", str(HERE / "never-true")], 0),
        (["--content", str(HERE / "never-true"), "--strict"], 1),
        (["--no-such-option"], 2),
        (["--in-place", "--content", str(HERE / "never-true")], 2),
        (["--content", str(HERE / "no-such-folder")], 1),
        (["--rules"], 0),
    ]:
        _, done = run(vedette, HERE, arguments)
        if done.returncode != code:
            yield f"check {' '.join(arguments)}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}"


def check_hub(vedette):
    """The whole Hub: no error, next to no warning, in seconds."""
    hub = os.environ.get("VEDETTE_HUB")
    if not hub:
        print("VEDETTE_HUB is not set: the Hub is not checked")
        return
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([vedette, "check", "--content", hub, "-o", "json"], capture_output=True, text=True, timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = json.loads(done.stdout)
    by_rule = {}
    for entry in found["diagnostics"]:
        if entry["severity"] != "note" and entry["rule"] != "missing-data-file":
            by_rule.setdefault(entry["rule"], []).append(f"{entry.get('file')}:{entry.get('line')}: {entry['message']}")
    count = sum(map(len, by_rule.values()))
    print(f"the Hub: {found['summary']['errors']} errors, {count} warnings: { {rule: len(found) for rule, found in by_rule.items()} }, {seconds:.2f} s of processor time")
    if seconds > 3:
        yield f"the Hub took {seconds} s"
    if found["summary"]["errors"] or count > 20:
        yield "the Hub is not nearly silent:\n" + "\n".join(line for lines in by_rule.values() for line in lines)


def main():
    vedette = str(pathlib.Path(sys.argv[1]).resolve())
    update = "--update" in sys.argv[2:]
    failures = []
    cases = sorted(path for path in HERE.iterdir() if path.is_dir())
    for case in cases:
        failures += check_case(vedette, case, update)
    failures += [*check_formats(vedette, update), *check_exit_codes(vedette), *check_hub(vedette)]
    for failure in failures:
        print(failure)
    print(f"{len(cases)} cases, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
