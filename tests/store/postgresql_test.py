#!/usr/bin/env python3
"""A module's own cases against a real PostgreSQL.

usage: postgresql_test.py <store_test or delivery_test>; exits with 77 where there is no PostgreSQL."""

import os
import subprocess
import sys

import postgresql


def main():
    if postgresql.programs() is None:
        print("skipped: no PostgreSQL here (apt install postgresql)")
        return 77
    server = postgresql.Server()
    try:
        environment = dict(os.environ, VEDETTE_TEST_POSTGRESQL=f"{server.host} {server.port} {server.user} {server.database}")
        done = subprocess.run([sys.argv[1], "--gtest_brief=1"], env=environment, timeout=300)
        return done.returncode
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
