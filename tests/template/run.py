#!/usr/bin/env python3
"""Renders every template here and compares what comes out with what is written beside it. --update writes it."""
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
program = sys.argv[1]
update = "--update" in sys.argv[2:]
failures = 0
cases = sorted(here.glob("*.tmpl"))
for case in cases:
    data = case.with_suffix(".json")
    arguments = [program, "template", case.name]
    if data.exists():
        is_list = data.read_text().lstrip().startswith("[")
        arguments += ["--alert" if is_list else "--data", data.name]
    run = subprocess.run(arguments, cwd=here, capture_output=True, timeout=60)
    good = run.returncode == 0
    got, wanted = (run.stdout, case.with_suffix(".out")) if good else (run.stderr, case.with_suffix(".err"))
    other = case.with_suffix(".err" if good else ".out")
    if update:
        wanted.write_bytes(got)
        other.unlink(missing_ok=True)
    elif not wanted.exists() or wanted.read_bytes() != got:
        failures += 1
        print(f"{case.name}: expected\n{wanted.read_text() if wanted.exists() else '(nothing: ' + wanted.name + ' is not there)'}\n"
              f"{case.name}: got\n{got.decode(errors='replace')}")
print(f"{len(cases) - failures} of {len(cases)} templates as expected")
sys.exit(failures != 0 or not cases)
