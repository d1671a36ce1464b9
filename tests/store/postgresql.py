"""A PostgreSQL server of its own for a test: in a temporary folder, on a socket there, stopped by its process id."""

import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time


def programs():
    """The folder of initdb and postgres of the newest version, or None."""
    found = glob.glob("/usr/lib/postgresql/*/bin")
    found.sort(key=lambda path: int(re.search(r"/(\d+)/", path).group(1)))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    return os.path.dirname(os.path.realpath(initdb)) if initdb else None


class Server:
    """Its socket's folder is `host`; the superuser is `user`, with the password `password` over TCP; the database is `postgres`."""

    user = "postgres"
    password = "not-a-secret-4711"
    database = "postgres"

    def __init__(self):
        self.bin = programs()
        self.folder = tempfile.mkdtemp(prefix="vedette-pg-")
        self.host = self.folder
        self.data = os.path.join(self.folder, "data")
        self.port = 5432  # names the socket; with TCP it is what free_port gave
        # postgres refuses to run as root.
        self.drop = []
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.drop = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        os.chmod(self.folder, 0o755)
        secret = os.path.join(self.folder, "password")
        with open(secret, "w") as out:
            out.write(self.password + "\n")
        if self.drop:
            os.chown(secret, account.pw_uid, account.pw_gid)
        subprocess.run(
            self.drop
            + [os.path.join(self.bin, "initdb"), "-D", self.data, "-U", self.user, "--auth-local=trust", "--auth-host=scram-sha-256",
               f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.process = None
        self.start()

    def start(self, tcp_port=None):
        self.port = tcp_port or self.port
        listen = "127.0.0.1" if tcp_port else ""
        log = open(os.path.join(self.folder, "log"), "ab")
        self.process = subprocess.Popen(
            self.drop + [os.path.join(self.bin, "postgres"), "-D", self.data, "-k", self.folder, "-p", str(self.port), "-c", f"listen_addresses={listen}",
                         "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=self.folder)
        deadline = time.time() + 60
        while time.time() < deadline:
            if self.sql("SELECT 1", check=False) is not None:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        with open(os.path.join(self.folder, "log")) as text:
            raise RuntimeError("PostgreSQL does not start:\n" + text.read())

    def sql(self, statement, check=True):
        done = subprocess.run(
            [os.path.join(self.bin, "psql"), "-h", self.host, "-p", str(self.port), "-U", self.user, "-d", self.database, "-AtXc", statement],
            capture_output=True, text=True)
        if done.returncode != 0:
            if check:
                raise RuntimeError(done.stderr)
            return None
        return done.stdout.strip()

    def stop(self, how=signal.SIGINT):
        """SIGINT: at once, in order; SIGQUIT: as if it crashed."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=60)

    def close(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
