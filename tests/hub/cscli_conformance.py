#!/usr/bin/env python3
"""The same commands given to cscli and to vedette, each with a configuration of its own: what they print and what they leave on disk must be the same.
Then each works on what the other has installed.

    tests/hub/cscli_conformance.py VEDETTE

Neither program nor the Hub's items are part of this repository: VEDETTE_CSCLI names cscli, VEDETTE_HUB a checkout of the Hub. Without them the test is
skipped (exit 77)."""
import difflib
import functools
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

TYPES = ["parsers", "postoverflows", "scenarios", "contexts", "appsec-configs", "appsec-rules", "collections"]
CONFIG = """
common: {{log_media: stdout, log_level: info}}
config_paths: {{config_dir: {root}/etc, data_dir: {root}/data, hub_dir: {root}/etc/hub, index_path: {root}/etc/hub/.index.json, simulation_path: {root}/etc/simulation.yaml}}
cscli: {{output: human, hub_branch: master, __hub_url_template__: "{url}/%s/%s"}}
db_config: {{type: sqlite, db_path: {root}/data/crowdsec.db}}
api: {{client: {{credentials_path: {root}/etc/lapi.yaml}}, server: {{enable: false, profiles_path: {root}/etc/profiles.yaml}}}}
prometheus: {{enabled: false}}
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


class Machine:
    def __init__(self, program, root, url):
        self.program, self.root = program, root
        for folder in ("etc/hub", "data"):
            (root / folder).mkdir(parents=True)
        self.write("etc/config.yaml", CONFIG.format(root=root, url=url))
        self.write("etc/simulation.yaml", "simulation: false\n")
        self.write("etc/lapi.yaml", "url: http://127.0.0.1:1\nlogin: x\npassword: y\n")
        self.write("etc/profiles.yaml", "name: p\nfilters:\n - 'false'\ndecisions: []\non_success: break\n")

    def write(self, name, text):
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def run(self, *args, program=None):
        command = [program or self.program, args[0], "-c", str(self.root / "etc/config.yaml"), *args[1:]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        # The reference ends some texts without a line break; programs are named in what they advise.
        text = done.stdout.replace(str(self.root), "ROOT").rstrip("\n").replace("crowdsec-cli", "PROGRAM").replace("vedette", "PROGRAM")
        return text, done.returncode != 0

    def tree(self):
        out = {}
        for path in self.root.rglob("*"):
            name = str(path.relative_to(self.root))
            if path.is_symlink():
                out[name] = os.readlink(path).replace(str(self.root), "")
            elif path.is_file() and name != "etc/config.yaml":
                out[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return out


class Comparison:
    def __init__(self, theirs, ours):
        self.theirs, self.ours = theirs, ours
        self.count = self.differences = 0

    def judge(self, what, theirs, ours):
        self.count += 1
        if theirs == ours:
            return
        self.differences += 1
        if self.differences <= 20:
            print(f"DIFFERS: {what[:200]}")
            for line in list(difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "cscli", "vedette", lineterm="", n=1))[:15]:
                print("    " + line)

    def run(self, *args):
        theirs, their_failure = self.theirs.run(*args)
        ours, our_failure = self.ours.run(*args)
        self.judge(" ".join(args), theirs, ours)
        self.judge(" ".join(args) + ": exit code", str(their_failure), str(our_failure))
        self.judge(" ".join(args) + ": files", json.dumps(self.theirs.tree(), indent=1, sort_keys=True), json.dumps(self.ours.tree(), indent=1, sort_keys=True))

    def lists(self):
        for output in ("json", "raw", "human"):
            for command in ["hub", *TYPES]:
                self.run(command, "list", "-o", output)

    def write(self, name, text):
        for machine in (self.theirs, self.ours):
            machine.write(name, text)

    def each(self, change):
        for machine in (self.theirs, self.ours):
            change(machine.root)


def life_of_a_hub(both, index):
    both.run("hub", "update")
    both.run("hub", "update")
    both.lists()
    for args in (("hub", "types"), ("hub", "types", "-o", "json"), ("hub", "types", "-o", "raw"), ("hub", "branch")):
        both.run(*args)
    for output in ("json", "raw", "human"):
        both.run("hub", "list", "-a", "-o", output)
        for name in TYPES:
            both.run(name, "list", "-a", "-o", output)
            both.run(name, "inspect", *sorted(index.get(name, {})), "-o", output, "--no-metrics")
    for args in (("collections", "install", "crowdsecurity/aws-console", "--dry-run"), ("collections", "install", "crowdsecurity/aws-console", "--dry-run", "-o", "raw"),
                 ("collections", "install", "crowdsecurity/aws-console"), ("collections", "install", "crowdsecurity/aws-console"),
                 ("parsers", "install", "crowdsecurity/aws-cloudtrail", "--force"), ("collections", "install", "crowdsecurity/sshd", "crowdsecurity/aws-cis-benchmark"),
                 ("parsers", "install", "crowdsecurity/whitelists", "--download-only"), ("parsers", "upgrade", "--all"), ("parsers", "install", "no/thing"),
                 ("parsers", "install", "no/thing", "--ignore"), ("parsers", "remove", "crowdsecurity/aws-cloudtrail"), ("hub", "list", "--full"),
                 ("hub", "search", "aws", "CIS"), ("hub", "search", "aws", "-o", "json"), ("hub", "search", "zzzz"),
                 ("parsers", "list", "crowdsecurity/whitelists", "-o", "json"), ("parsers", "list", "no/thing")):
        both.run(*args)
    both.lists()


def changed_by_hand(both):
    both.each(lambda root: (root / "etc/hub/scenarios/crowdsecurity/aws-bf.yaml").open("a").write("\n# changed\n"))
    both.write("etc/scenarios/local.yaml", "name: me/local\n")
    both.write("etc/scenarios/unnamed.yaml", "type: trigger\n")
    both.write("etc/scenarios/sub/deep.yml", "")
    both.write("etc/parsers/s01-parse/.hidden/x.yaml", "")
    both.write("etc/parsers/s01-parse/other.yaml", "name: crowdsecurity/sshd-logs\n")
    both.each(lambda root: os.symlink("/nowhere/x.yaml", root / "etc/parsers/s01-parse/lost.yaml"))
    both.each(lambda root: os.remove(root / "etc/scenarios/ssh-slow-bf.yaml"))
    both.write("etc/collections/aws-cis-benchmark.yaml", "parsers: [crowdsecurity/aws-cloudtrail]\n")
    both.lists()
    for args in (("--full",), ("--status", "tainted"), ("--status", "up-to-date,local"), ("-a", "--status", "outdated")):
        both.run("hub", "list", *args)
    for name, item in (("scenarios", "crowdsecurity/aws-bf"), ("scenarios", "me/local"), ("scenarios", "unnamed.yaml"), ("scenarios", "sub/deep.yml"),
                       ("parsers", "crowdsecurity/sshd-logs"), ("collections", "crowdsecurity/aws-console"), ("collections", "crowdsecurity/sshd"),
                       ("collections", "crowdsecurity/aws-cis-benchmark"), ("parsers", "crowdsecurity/aws-cloudtrail")):
        for output in ("json", "raw", "human"):
            both.run(name, "inspect", item, "-o", output, "--no-metrics")
    for args in (("scenarios", "remove", "crowdsecurity/aws-bf"), ("collections", "remove", "crowdsecurity/aws-console"), ("hub", "upgrade", "--dry-run"),
                 ("hub", "upgrade", "--dry-run", "--force"), ("collections", "upgrade", "crowdsecurity/aws-console", "--force"), ("scenarios", "remove", "me/local"),
                 ("collections", "remove", "crowdsecurity/aws-console", "--dry-run"), ("collections", "remove", "crowdsecurity/aws-console", "--purge"),
                 ("collections", "remove", "crowdsecurity/sshd", "--force"), ("collections", "remove", "--all", "--force"),
                 ("scenarios", "remove", "--all", "--purge", "--force"), ("parsers", "delete", "--all", "--force")):
        both.run(*args)
    both.lists()


def each_on_what_the_other_did(both):
    """The programs change places on one machine."""
    machine, theirs, ours = both.ours, both.theirs.program, both.ours.program
    for installs, removes in ((ours, theirs), (theirs, ours)):
        machine.run("collections", "install", "crowdsecurity/aws-console", "--force", program=installs)
        for args in (("hub", "list", "-o", "json"), ("hub", "list"), ("collections", "inspect", "crowdsecurity/aws-console", "-o", "json"), ("hub", "upgrade", "--dry-run")):
            both.judge("in turn: " + " ".join(args), machine.run(*args, program=theirs)[0], machine.run(*args, program=ours)[0])
        text, failed = machine.run("collections", "remove", "crowdsecurity/aws-console", "--purge", program=removes)
        both.judge("removal by the other", "False 4", f"{failed} {text.count('purging')}")


def main():
    cscli, hub = os.environ.get("VEDETTE_CSCLI"), os.environ.get("VEDETTE_HUB")
    if not cscli or not hub:
        print("skipped: needs VEDETTE_CSCLI (cscli) and VEDETTE_HUB (a checkout of the Hub)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "site").mkdir()
        (root / "site/master").symlink_to(hub)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root / "site")))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        both = Comparison(Machine(cscli, root / "one", url), Machine(sys.argv[1], root / "two", url))
        life_of_a_hub(both, json.loads(pathlib.Path(hub, ".index.json").read_text()))
        changed_by_hand(both)
        each_on_what_the_other_did(both)
        server.shutdown()
    print(f"{both.count} comparisons, {both.differences} differ")
    return bool(both.differences)


if __name__ == "__main__":
    sys.exit(main())
