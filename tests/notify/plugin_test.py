#!/usr/bin/env python3
"""Plugins that speak CrowdSec's gRPC protocol: one made here, and the reference's own where VEDETTE_PLUGINS names a folder with them.

usage: plugin_test.py VEDETTE
"""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import time
import unittest

from place import Place, need, run_tests

need("grpc")

# A plugin as small as it can be: messages are read as fields of bytes, without generated code.
PLUGIN = '''#!{python}
import concurrent.futures, json, os, signal, sys, tempfile
import grpc

folder = os.environ["FAKE_FOLDER"]
if not os.environ.get("CROWDSEC_PLUGIN_KEY"):
    sys.exit("not to be run by hand")

def note(kind, value):
    with open(os.path.join(folder, kind), "a") as out:
        out.write(json.dumps(value) + "\\n")

def fields(data):
    out, at = {{}}, 0
    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]; at += 1
            value |= (byte & 127) << shift; shift += 7
            if byte < 128: return value
    while at < len(data):
        key = varint(); size = varint()
        out[key >> 3] = data[at:at + size].decode(); at += size
    return out

class Handler(grpc.GenericRpcHandler):
    def service(self, details):
        calls = {{"/proto.Notifier/Configure": configure, "/proto.Notifier/Notify": notify, "/plugin.GRPCController/Shutdown": shutdown}}
        if details.method == "/plugin.GRPCStdio/StreamStdio":
            return grpc.unary_stream_rpc_method_handler(stdio, None, None)
        call = calls.get(details.method)
        return call and grpc.unary_unary_rpc_method_handler(call, None, None)

def stdio(request, context):
    done.wait()
    return iter(())

def configure(request, context):
    config = fields(request)[2]
    note("configured", config)
    if "refuse_me" in config:
        context.abort(grpc.StatusCode.UNKNOWN, "key refuse_me is wrong")
    return b""

def notify(request, context):
    message = fields(request)
    note("notified", [message.get(2), message.get(1)])
    if "fail" in message.get(1, ""):
        context.abort(grpc.StatusCode.UNKNOWN, 'Post "https://hooks.example/services/SECRET": 100% refus\\u00e9')
    if "die" in message.get(1, "") and not os.path.exists(os.path.join(folder, "died")):
        note("died", 1)
        os.kill(os.getpid(), signal.SIGKILL)
    return b""

import threading
done = threading.Event()
def shutdown(request, context):
    note("shut down", 1)
    done.set()
    return b""

server = grpc.server(concurrent.futures.ThreadPoolExecutor(4), handlers=[Handler()])
path = os.path.join(tempfile.mkdtemp(dir=folder), "socket")
if os.environ.get("FAKE_TCP"):
    port = server.add_insecure_port("127.0.0.1:0")
    line = f"1|1|tcp|127.0.0.1:{{port}}|grpc|"
else:
    server.add_insecure_port("unix:" + path)
    line = f"1|1|unix|{{path}}|grpc|"
server.start()
note("pids", os.getpid())
print(os.environ.get("FAKE_HANDSHAKE", line), flush=True)
print("loud on the standard error", file=sys.stderr, flush=True)
done.wait()
server.stop(0.2).wait()
'''


class Plugin(Place):
    def setUp(self):
        super().setUp()
        self.environment["FAKE_FOLDER"] = str(self.folder)
        self.plugin = self.folder / "plugins" / "notification-fake"
        self.plugin.write_text(PLUGIN.format(python=sys.executable))
        self.plugin.chmod(0o755)

    def notes(self, kind):
        path = self.folder / kind
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def configure(self, extra="", name="fake_one"):
        self.notification(name, f"type: fake\nname: {name}\nformat: |\n  {{{{ range . }}}}{{{{ .Message }}}}{{{{ end }}}}\ntimeout: 10s\n{extra}")

    def assert_gone(self):
        for pid in self.notes("pids"):
            for _ in range(100):
                if not pathlib.Path(f"/proc/{pid}").exists():
                    break
                time.sleep(0.02)
            else:
                self.fail(f"the plugin {pid} runs on")

    def test_configures_and_notifies(self):
        self.environment["FAKE_VALUE"] = "from the environment: é"
        self.environment["FAKE_PORT"] = "587"
        self.configure("group_wait: 30s\nport: ${FAKE_PORT}\nvalue: ${FAKE_VALUE}\nlist: [a, 2, true, '3', 1.5]\ninner: {key: null}\n")
        self.sends("fake_one", {"message": "hello é"})
        config = json.loads(self.notes("configured")[0])
        self.assertEqual(config["type"], "fake")
        self.assertEqual(config["name"], "fake_one")
        self.assertEqual((config["timeout"], config["group_wait"]), ("10s", "30s"))
        self.assertEqual((config["port"], config["value"]), (587, "from the environment: é"))
        self.assertEqual(config["list"], ["a", 2, True, "3", "1.5"])
        self.assertEqual(config["inner"], {"key": None})
        self.assertEqual(self.notes("notified"), [["fake_one", "hello é\n"]])
        self.assertEqual(self.notes("shut down"), [1])
        self.assert_gone()

    def test_over_tcp(self):
        self.environment["FAKE_TCP"] = "1"
        self.configure()
        self.sends("fake_one")
        self.assert_gone()

    def test_one_process_serves_all_of_its_type(self):
        self.configure()
        self.configure(name="fake_two")
        self.sends("fake_two")
        self.assertEqual(len(self.notes("pids")), 1)
        self.assertEqual({json.loads(config)["name"] for config in self.notes("configured")}, {"fake_one", "fake_two"})

    def test_failures_are_said_without_secrets(self):
        self.configure("max_retry: 1\n")
        said = self.fails("fake_one", {"message": "please fail"})
        self.assertIn('the plugin failed: Post "https://hooks.example/..": 100% refusé', said)
        self.assertNotIn("SECRET", said)
        self.assert_gone()

    def test_a_configuration_that_it_refuses(self):
        self.configure("refuse_me: 1\nmax_retry: 1\n")
        self.configure(name="fake_two")
        self.assertIn("key refuse_me is wrong", self.fails("fake_one"))
        self.sends("fake_two")

    def test_one_that_dies_is_started_again(self):
        self.configure("max_retry: 3\n")
        code, said = self.send("fake_one", {"message": "die"})
        if code != 0:  # one attempt only: the next run starts it again
            self.sends("fake_one", {"message": "die"})
        self.assertEqual(len(self.notes("pids")), 2)
        self.assertEqual(len(self.notes("notified")), 2)
        self.assert_gone()

    def test_handshakes_that_are_none(self):
        self.configure("max_retry: 1\n")
        for line in ("hello", "1|2|unix|/tmp/x|grpc|", "1|1|tcp|192.0.2.1:80|grpc|", "1|1|unix|/tmp/x|netrpc|"):
            with self.subTest(line):
                self.environment["FAKE_HANDSHAKE"] = line
                self.assertIn("shakes hands in a way that is not understood", self.fails("fake_one"))
        self.assert_gone()

    def test_one_that_cannot_be_run(self):
        self.plugin.write_text("#!/bin/sh\necho 'no such library' >&2\nexit 3\n")
        self.configure("max_retry: 1\n")
        self.assertIn("no such library", self.fails("fake_one"))

    def test_files_that_others_can_write_are_not_started(self):
        self.configure()
        for mode, words in ((0o757, "can be written by everybody"), (0o775, "can be written by its group"), (0o2755, "is setgid")):
            with self.subTest(oct(mode)):
                self.plugin.chmod(mode)
                if stat.S_IMODE(self.plugin.stat().st_mode) == mode:
                    self.assertIn(words, self.fails("fake_one"))
        self.assertEqual(self.notes("pids"), [])

    def test_a_user_needs_a_group(self):
        self.configure()
        config = self.folder / "config.yaml"
        text = config.read_text()
        config.write_text(text + "plugin_config:\n  user: nobody\n")
        self.assertIn("both `user` and `group` must be set", self.fails("fake_one"))
        config.write_text(text + "plugin_config:\n  user: toto1234\n  group: toto1234\n")
        self.assertIn("there is no user `toto1234`", self.fails("fake_one"))

    @unittest.skipUnless(os.geteuid() == 0, "only root can run it as somebody else")
    def test_runs_as_somebody_else(self):
        self.folder.chmod(0o777)
        (self.folder / "plugins").chmod(0o755)
        (self.folder / "config.yaml").write_text((self.folder / "config.yaml").read_text() + "plugin_config:\n  user: nobody\n  group: nogroup\n")
        self.configure()
        self.sends("fake_one")
        self.assertNotEqual((self.folder / "notified").stat().st_uid, 0)

    def test_the_references_own(self):
        folder = os.environ.get("VEDETTE_PLUGINS", "")
        dummy = pathlib.Path(folder) / "notification-dummy"
        if not folder or not dummy.exists():
            self.skipTest("VEDETTE_PLUGINS names no folder with CrowdSec's notification-dummy")
        target = self.folder / "plugins" / "notification-dummy"
        shutil.copy(dummy, target)
        target.chmod(0o755)
        out = self.folder / "dummy.out"
        self.notification("d", f"type: dummy\nname: d\noutput_file: {out}\ntimeout: 10s\nformat: |\n  {{{{ repeat 200000 \"x\" }}}}\n")
        self.sends("d")  # it prints it, too: more than a pipe holds
        self.assertEqual(out.read_text(), "x" * 200_000 + "\n\n")


if __name__ == "__main__":
    run_tests()
