#!/usr/bin/env python3
"""vedette profiles test on the cases beside this file.

A case is a folder: profiles.yaml (and profiles.yaml.local, when it has one), alerts.json, and what is printed: expected.txt (standard output, then
standard error), expected.json.

usage: run.py VEDETTE [--update]
"""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(program, case, *options):
    return subprocess.run([program, "profiles", "test", "--profiles", f"{case}/profiles.yaml", "--alert", f"{case}/alerts.json", *options],
                          cwd=HERE, capture_output=True, text=True, timeout=60)


def main():
    program, update = os.path.abspath(sys.argv[1]), "--update" in sys.argv
    cases = sorted(name for name in os.listdir(HERE) if os.path.isdir(f"{HERE}/{name}"))
    failed = 0
    for case in cases:
        human = run(program, case)
        machine = run(program, case, "-o", "json")
        answers = {"expected.txt": f"{human.stdout}{human.stderr}exit code {human.returncode}\n",
                   "expected.json": json.dumps(json.loads(machine.stdout), indent=1) + "\n" if machine.stdout else ""}
        for name, answer in answers.items():
            path = f"{HERE}/{case}/{name}"
            if update:
                with open(path, "w", encoding="utf-8") as out:
                    out.write(answer)
                continue
            with open(path, encoding="utf-8") as expected:
                if expected.read() != answer:
                    failed += 1
                    print(f"{case}/{name}: not as expected; it is now\n{answer}")
    print(f"{len(cases)} cases, {failed} answers not as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
