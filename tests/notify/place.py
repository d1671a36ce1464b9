"""A configuration in a temporary folder, and the program run on it; and a Python that has the modules a test needs."""

import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[2]


def need(*modules):
    """Goes on in an interpreter that has these modules: this one, the tests' own (made by ./setup), or the system's; else the test is skipped."""
    if all(importlib.util.find_spec(name) for name in modules):
        return
    tried = os.environ.get("VEDETTE_PYTHON_TRIED", "").split(":")
    for python in (str(ROOT / "build" / "venv" / "bin" / "python"), "/usr/bin/python3"):
        if python not in tried and os.access(python, os.X_OK):
            os.environ["VEDETTE_PYTHON_TRIED"] = ":".join(tried + [python])
            os.execv(python, [python] + sys.argv)
    print("skipped: needs the Python modules " + ", ".join(modules) + " (./setup installs them)")
    sys.exit(SKIPPED)


class Place(unittest.TestCase):
    PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "vedette"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name in ("notifications", "data", "plugins"):
            (self.folder / name).mkdir()
        (self.folder / "profiles.yaml").write_text('name: all\nfilters: ["true"]\non_success: break\n')
        (self.folder / "config.yaml").write_text(
            f"config_paths:\n  config_dir: {folder.name}\n  data_dir: {folder.name}/data\n"
            f"  notification_dir: {folder.name}/notifications\n  plugin_dir: {folder.name}/plugins\n"
            f"api:\n  server:\n    profiles_path: {folder.name}/profiles.yaml\n"
        )
        self.environment = dict(os.environ)

    def notification(self, name, text):
        path = self.folder / "notifications" / f"{name}.yaml"
        path.write_text(text)
        path.chmod(0o600)

    def send(self, name, alert=None):
        """Exit code, and all that was said."""
        command = [self.PROGRAM, "notifications", "-c", str(self.folder / "config.yaml"), "test", name]
        if alert is not None:
            command += ["--alert", json.dumps(alert)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, env=self.environment)
        return run.returncode, run.stdout + run.stderr

    def sends(self, name, alert=None):
        code, said = self.send(name, alert)
        self.assertEqual(code, 0, said)
        return said

    def fails(self, name, alert=None):
        code, said = self.send(name, alert)
        self.assertNotEqual(code, 0, said)
        return said


def run_tests():
    unittest.main(argv=[sys.argv[0]], verbosity=1)
