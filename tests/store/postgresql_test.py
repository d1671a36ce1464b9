#!/usr/bin/env python3
"""The store's own cases against a real PostgreSQL, and what only a server can do: go away, refuse a password, speak TLS or not.

usage: postgresql_test.py <vedette> <store_test>; exits with 77 where there is no PostgreSQL."""

import os
import subprocess
import sys

import postgresql


def main():
    if postgresql.programs() is None:
        print("skipped: no PostgreSQL here (apt install postgresql)")
        return 77
    store_test = sys.argv[2]
    server = postgresql.Server()
    try:
        environment = dict(os.environ, VEDETTE_TEST_POSTGRESQL=f"{server.host} {server.port} {server.user} {server.database}")
        done = subprocess.run([store_test, "--gtest_brief=1"], env=environment, timeout=300)
        return done.returncode
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
