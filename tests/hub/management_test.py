#!/usr/bin/env python3
"""vedette hub and its sisters, on a small hub made here: management_test.py path/to/vedette

Each case has a machine of its own: a configuration, a hub in a folder and behind a local server, data files."""
import functools
import http.server
import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

vedette = sys.argv[1]
failures = []


class Site(http.server.ThreadingHTTPServer):
    """Serves a folder; paths in `slow` are never finished."""

    def __init__(self, folder):
        self.slow = set()
        self.asked = []
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *args, **more):
                super().__init__(*args, directory=str(folder), **more)

            def log_message(self, *args):
                site.asked.append(self.requestline.rsplit(" ", 1)[0])

            def do_GET(self):
                if self.path not in site.slow:
                    return super().do_GET()
                self.send_response(200)
                self.send_header("Content-Length", "1000000")
                self.end_headers()
                self.wfile.write(b"x" * 1000)
                self.wfile.flush()
                time.sleep(30)

        super().__init__(("127.0.0.1", 0), Handler)
        self.daemon_threads = True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Machine:
    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="vedette-hub-test-"))
        for folder in ("etc", "data", "site/web"):
            (self.root / folder).mkdir(parents=True)
        self.site = Site(self.root / "site")
        self.configure()
        self.write("site/web/list.txt", "one\n")
        self.item("parsers/s01-parse/author/pars.yaml", "name: author/pars\ndescription: reads\nfilter: \"evt.Line.Labels.type == 'x'\"\nstatics:\n"
                  "  - {meta: log_type, value: x}\n  - {meta: source_ip, value: 192.0.2.1}\n")
        self.item("scenarios/author/scen.yaml", "name: author/scen\ndescription: finds <things>, and more\ntype: trigger\nfilter: evt.Meta.log_type == 'x'\n"
                  f"data:\n  - {{source_url: {self.site.url}/web/list.txt, dest_file: list.txt, type: string}}\n")
        self.item("collections/author/coll.yaml", "name: author/coll\nparsers: [author/pars]\nscenarios: [author/scen]\n")

    def configure(self, more=""):
        self.write("etc/config.yaml", f"config_paths: {{config_dir: {self.root}/etc, data_dir: {self.root}/data}}\n{more}")

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def item(self, name, text):
        self.write("site/" + name, text)

    def files(self, folder="etc"):
        return sorted(str(p.relative_to(self.root / folder)) for p in (self.root / folder).rglob("*") if p.is_symlink() or p.is_file())

    def run(self, *args, expect=0):
        command = [vedette, args[0], "-c", str(self.root / "etc/config.yaml"), *args[1:]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        done.stdout = done.stdout.replace(str(self.root), "ROOT").replace(self.site.url, "URL")
        done.stderr = done.stderr.replace(str(self.root), "ROOT").replace(self.site.url, "URL")
        check(done.returncode == expect, f"{args}: exit {done.returncode}, not {expect}: {done.stdout}{done.stderr}")
        return done

    def json(self, *args):
        return json.loads(self.run(*args, "-o", "json").stdout)

    def update(self):
        return self.run("hub", "--hub", str(self.root / "site"), "update")

    def install(self, *args):
        return self.run("hub", "--hub", str(self.root / "site"), "install", "collections:author/coll", *args)


def check(good, what):
    if not good:
        failures.append(what)


def equal(found, expected, what):
    check(found == expected, f"{what}:\n  expected {expected!r}\n  found    {found!r}")


def case(run):
    before = len(failures)
    machine = Machine()
    try:
        run(machine)
    except Exception as error:  # noqa: BLE001: the other cases go on
        failures.append(f"{run.__name__}: {error!r}")
    machine.site.shutdown()
    machine.site.server_close()
    subprocess.run(["chmod", "-R", "u+w", str(machine.root)], check=False)
    shutil.rmtree(machine.root, ignore_errors=True)
    print(f"{'ok  ' if len(failures) == before else 'FAIL'} {run.__name__}")


INSTALLED = ["collections/coll.yaml", "config.yaml", "hub/.index.json", "hub/collections/author/coll.yaml", "hub/parsers/s01-parse/author/pars.yaml",
             "hub/scenarios/author/scen.yaml", "parsers/s01-parse/pars.yaml", "scenarios/scen.yaml"]


def installs_from_a_checkout_without_an_index(m):
    m.update()
    equal(m.run("hub", "list").stdout, "No items to display\n", "list of nothing")
    plan = m.install("--dry-run")
    equal(plan.stdout, "Action plan:\n📥 download\n collections: author/coll (0.1)\n scenarios: author/scen (0.1)\n parsers: author/pars (0.1)\n"
          "✅ enable\n collections: author/coll\n scenarios: author/scen\n parsers: author/pars\n\nDry run, no action taken.\n", "plan")
    equal(m.files(), ["config.yaml", "hub/.index.json"], "a dry run writes nothing")
    equal(m.run("collections", "install", "author/coll", "--dry-run", "-o", "raw").stdout.splitlines()[1:4],
          ["📥 download parsers:author/pars (0.1)", "📥 download scenarios:author/scen (0.1)", "📥 download collections:author/coll (0.1)"], "steps in order")
    equal(m.install().stdout.splitlines()[-9:],
          ["downloading parsers:author/pars", "downloading scenarios:author/scen", "downloading URL/web/list.txt", "downloading collections:author/coll",
           "enabling parsers:author/pars", "enabling scenarios:author/scen", "enabling collections:author/coll", "",
           "Run 'sudo systemctl reload crowdsec' for the new configuration to be effective."], "what was done")
    equal(m.files(), INSTALLED, "installed")
    equal(m.files("data"), ["list.txt"], "data")
    equal(os.readlink(m.root / "etc/scenarios/scen.yaml"), str(m.root / "etc/hub/scenarios/author/scen.yaml"), "the link")
    equal(m.install().stdout, "Nothing to install or remove.\n", "again")
    equal(m.json("scenarios", "list"), {"scenarios": [{"name": "author/scen", "local_version": "0.1", "local_path": f"{m.root}/etc/scenarios/scen.yaml".replace(str(m.root), "ROOT"),
          "description": "finds <things>, and more", "utf8_status": "✔️  enabled", "status": "enabled"}]}, "list as JSON")
    equal(m.run("hub", "list", "-o", "raw").stdout, "name,status,version,description,type\nauthor/pars,enabled,0.1,reads,parsers\n"
          "author/scen,enabled,0.1,\"finds <things>, and more\",scenarios\nauthor/coll,enabled,0.1,,collections\n", "list as CSV")
    seen = m.json("parsers", "inspect", "author/pars")
    equal([seen[key] for key in ("type", "stage", "installed", "downloaded", "up_to_date", "tainted", "local", "belongs_to_collections")],
          ["parsers", "s01-parse", True, True, True, False, False, ["author/coll"]], "inspect as JSON")
    check("dependencies:\n  parsers:\n    - author/pars\n" in m.run("collections", "inspect", "author/coll").stdout, "inspect as YAML")
    loaded = subprocess.run([vedette, "replay", "-c", str(m.root / "etc/config.yaml"), "--type", "x", "-o", "json", "-"], input="a line\n", capture_output=True, text=True)
    equal([alert["scenario"] for alert in json.loads(loaded.stdout)], ["author/scen"], "what was installed raises alerts: " + loaded.stderr)


def installs_from_a_site(m):
    m.run("hub", "--hub", str(m.root / "site"), "update")
    shutil.copy(m.root / "etc/hub/.index.json", m.root / "site/.index.json")
    index = json.loads((m.root / "site/.index.json").read_text())
    for items in index.values():
        for item in items.values():
            del item["content"]
    (m.root / "site/.index.json").write_text(json.dumps(index))
    m.configure(f'cscli: {{hub_branch: ".", __hub_url_template__: "{m.site.url}/%s/%s"}}\n')
    equal(m.run("hub", "update").stdout, "Downloading ROOT/etc/hub/.index.json\n", "update")
    equal(m.run("hub", "update").stdout, "Downloading ROOT/etc/hub/.index.json\nNothing to do, the hub index is up to date.\n", "update again")
    equal(m.run("hub", "branch").stdout, ".\n", "branch")
    m.run("collections", "install", "author/coll")
    equal(m.files(), INSTALLED, "installed")
    m.item("scenarios/author/scen.yaml", "name: author/scen\n")
    m.run("scenarios", "upgrade", "author/scen", "--force")
    failed = m.run("scenarios", "remove", "author/scen", "--purge", "--force") and m.run("scenarios", "install", "author/scen", expect=1)
    check("scenarios:author/scen: hash mismatch: expected" in failed.stderr and "hub update" in failed.stderr, "a digest that is not the index's: " + failed.stderr)
    equal([name for name in m.files() if "scen.yaml" in name], [], "is not installed")


def upgrades(m):
    m.update(), m.install()
    m.item("parsers/s01-parse/author/new.yaml", "name: author/new\n")
    m.item("collections/author/coll.yaml", "name: author/coll\nparsers: [author/new]\nscenarios: [author/scen]\n")
    equal(m.update().stderr, "update for collection author/coll available (currently:0.1, latest:0.2)\n", "what update says")
    check("0.1 → 0.2 · 1 parser(s) / 1 scenario(s)" in m.run("hub", "list").stdout, "list says which version there is")
    done = m.run("hub", "--hub", str(m.root / "site"), "upgrade").stdout
    equal(done.split("\n\n")[0] + "\n", "Action plan:\n📥 download\n collections: author/coll (0.1 -> 0.2)\n parsers: author/new (0.1)\n✅ enable\n parsers: author/new\n"
          "❌ disable\n parsers: author/pars\n🔄 check & update data files\n", "plan")
    equal([item["name"] for item in m.json("parsers", "list")["parsers"]], ["author/new"], "the new part instead of the old")
    m.write("site/web/list.txt", "two\n")
    m.run("hub", "upgrade", "--force")
    equal((m.root / "data/list.txt").read_text(), "two\n", "data files are fetched anew with force")
    quiet = m.run("hub", "upgrade", "--error")
    equal(quiet.stdout + quiet.stderr, "", "silent for cron")


def removes(m):
    m.update(), m.install()
    warned = m.run("parsers", "remove", "author/pars")
    equal(warned.stdout, "Nothing to install or remove.\n", "a part of an installed collection stays")
    check("author/pars belongs to collections: [author/coll]" in warned.stderr, warned.stderr)
    m.run("parsers", "remove", "author/pars", "--force")
    check(m.json("collections", "inspect", "author/coll")["tainted"], "the collection lacks a part")
    refused = m.run("collections", "remove", "author/coll", expect=1)
    equal(refused.stderr, "vedette: author/coll is tainted, use '--force' to remove\n", "refusal")
    m.run("collections", "remove", "author/coll", "--force", "--purge")
    equal(m.files(), ["config.yaml", "hub/.index.json"], "nothing is left")
    m.install()
    m.run("scenarios", "delete", "--all", "--purge")
    equal([name for name in m.files() if "scen" in name.split("/")[-1]], [], "all of a type")
    m.run("parsers", "remove", expect=2)
    m.run("parsers", "remove", "--all", "author/pars", expect=2)


def leaves_local_and_changed_items_alone(m):
    m.update(), m.install()
    m.write("etc/scenarios/mine.yaml", "name: me/mine\n")
    m.write("etc/hub/scenarios/author/scen.yaml", "changed: true\n")
    equal({item["name"]: item["status"] for items in m.json("hub", "list").values() for item in items},
          {"author/pars": "enabled", "author/scen": "enabled,tainted", "me/mine": "enabled,local", "author/coll": "enabled,tainted"}, "states")
    check("└─ author/scen" in m.run("hub", "list").stdout, "what is wrong with a collection is shown below it")
    equal(m.run("hub", "list", "--status", "local", "-o", "raw").stdout.splitlines()[1:], ["me/mine,\"enabled,local\",,,scenarios"], "list by status")
    diff = m.run("scenarios", "inspect", "author/scen", "--diff").stdout
    check("-changed: true\n+name: author/scen\n" in diff, diff)
    why = m.run("collections", "inspect", "author/coll", "--diff", "--rev").stdout
    check("# Let's see why collections:author/coll is tainted." in why and "+changed: true\n" in why, why)
    before = m.files()
    m.run("hub", "upgrade"), m.run("scenarios", "remove", "me/mine")
    equal(m.files(), before, "neither is touched")
    equal((m.root / "etc/hub/scenarios/author/scen.yaml").read_text(), "changed: true\n", "not overwritten")
    m.run("scenarios", "upgrade", "author/scen", "--force")
    equal(m.json("scenarios", "inspect", "author/scen")["tainted"], False, "repaired")


def finds_items_by_name(m):
    m.update()
    equal(m.run("scenarios", "install", "author/scan", expect=1).stderr, "vedette: can't find 'author/scan' in scenarios, did you mean 'author/scen'?\n", "nearest")
    m.run("scenarios", "install", "author/scan", "--ignore")
    m.run("scenarios", "list", "author/scan", expect=1)
    m.run("hub", "install", "author/nothing", expect=1)
    m.run("hub", "install", "things:author/scen", expect=1)
    m.run("hub", "inspect", "author/scen")
    m.item("parsers/s01-parse/author/scen.yaml", "name: author/scen\n")
    m.update()
    check("may be one of parsers:author/scen, scenarios:author/scen" in m.run("hub", "inspect", "author/scen", expect=1).stderr, "ambiguous")
    equal(m.run("hub", "search", "FINDS", "author", "-o", "raw").stdout.splitlines()[1:], ['author/scen,"disabled,update-available",,"finds <things>, and more",scenarios'], "search")
    equal(m.run("hub", "search", "zzz").stdout, "No matching items\n", "search for nothing")
    equal(m.run("hub", "types", "-o", "json").stdout, '["parsers","postoverflows","scenarios","contexts","appsec-configs","appsec-rules","collections"]\n', "types")
    equal(m.json("scenario", "list"), {"scenarios": []}, "the singular will do")
    equal(m.json("waf-rules", "list"), {"appsec-rules": []}, "another name")
    m.run("parsers", "install", expect=2)
    m.run("hub", "list", "-a", "--full", expect=2)
    m.run("hub", "list", "--status", "bogus", expect=2)


def says_what_is_wrong_with_an_index(m):
    check("invalid hub index" in m.run("hub", "list", expect=1).stderr and "hub update" in m.run("hub", "list", expect=1).stderr, "no index")
    m.update()
    whole = (m.root / "etc/hub/.index.json").read_text()
    for bad in (whole[:len(whole) // 2], "[]", "", "no json", '{"parsers": {"a/b": null}}'):
        m.write("site/.index.json", bad)
        check("is no index of a hub" in m.run("hub", "--hub", m.site.url, "update", expect=1).stderr, f"site, {bad[:20]}")
        check("is no index of a hub" in m.run("hub", "--hub", str(m.root / "site"), "update", expect=1).stderr, f"folder, {bad[:20]}")
        equal((m.root / "etc/hub/.index.json").read_text(), whole, "the old one stays")
    m.run("hub", "--hub", "http://127.0.0.1:1", "update", expect=1)
    m.run("hub", "--hub", "http://x/%s", "update", expect=1)
    m.run("hub", "--hub", "/does/not/exist", "update", expect=1)
    m.run("hub", "-c", "/does/not/exist", "list", expect=1)
    for path, stage in (("parsers/../../../escaped.yaml", "s01-parse"), ("/tmp/escaped.yaml", "s01-parse"), ("parsers/s01-parse/a/b.yaml", "../../../.."),
                        ("parsers/../.index.json", "s01-parse")):
        item = {"path": path, "stage": stage, "version": "1", "content": "e30K", "versions": {"1": {"digest": "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"}}}
        m.write("etc/hub/.index.json", json.dumps({"parsers": {"a/b": item}}))
        m.run("parsers", "install", "a/b", expect=1)
        check([name for name in m.files(".") if "escaped" in name] == [] and not os.path.lexists("/tmp/escaped.yaml"), f"{path} {stage} stays inside")


def writes_nothing_where_it_may_not(m):
    m.update()
    if os.geteuid() != 0:
        (m.root / "etc/hub").chmod(0o555)
        check("denied" in m.run("collections", "install", "author/coll", expect=1).stderr, "a folder that may not be written")
        (m.root / "etc/hub").chmod(0o755)
    m.write("etc/hub/parsers", "a file where a folder should be")
    before = m.files()
    failed = m.run("parsers", "install", "author/pars", expect=1)
    check("parsers" in failed.stderr, failed.stderr)
    equal(m.files(), before, "nothing written")


def ends_at_ctrl_c(m):
    m.update()
    m.site.slow.add("/web/list.txt")
    running = subprocess.Popen([vedette, "scenarios", "-c", str(m.root / "etc/config.yaml"), "install", "author/scen"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.time() + 20
    while not any(name.endswith(".download") for name in m.files("data")) and time.time() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=20)
    equal(running.returncode, 130, "exit code")
    equal(m.files("data") + m.files(), ["config.yaml", "hub/.index.json"], "nothing half-written")


def asks_at_a_terminal(m):
    m.update()
    for answer, expected in ((b"n\n", False), (b"what\ny\n", True)):
        child, terminal = pty.fork()
        if child == 0:
            os.execv(vedette, [vedette, "scenarios", "-c", str(m.root / "etc/config.yaml"), "install", "author/scen", "-i"])
        os.write(terminal, answer)
        shown = b""
        try:
            while True:
                shown += os.read(terminal, 4096)
        except OSError:
            pass
        equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0, "exit code")
        check(b"The following actions will be performed:" in shown and b"Do you want to continue?" in shown, repr(shown))
        equal("scenarios/scen.yaml" in m.files(), expected, f"answer {answer!r}")


def takes_data_from_a_folder(m):
    m.update()
    m.write("copies/web/list.txt", "copied\n")
    m.site.asked.clear()
    m.run("scenarios", "install", "author/scen", "--data", str(m.root / "copies"))
    equal((m.root / "data/list.txt").read_text(), "copied\n", "found by the path of its URL")
    equal(m.site.asked, [], "nothing is fetched")


for one in (installs_from_a_checkout_without_an_index, installs_from_a_site, upgrades, removes, leaves_local_and_changed_items_alone, finds_items_by_name,
            says_what_is_wrong_with_an_index, writes_nothing_where_it_may_not, ends_at_ctrl_c, asks_at_a_terminal, takes_data_from_a_folder):
    case(one)
for failure in failures:
    print(failure)
print(f"{len(failures)} failures")
sys.exit(bool(failures))
