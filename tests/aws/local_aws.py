"""A server that speaks AWS's protocols (moto), on a port of the kernel's choice. ./setup installs it into build/venv; tests that need it skip without it."""
import os
import pathlib
import re
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = ROOT / "build" / "venv" / "bin" / "python3"
SKIPPED = 77


def use_environment():
    """Starts this program again with the Python that has moto; exits with SKIPPED when there is none."""
    try:
        import boto3  # noqa: F401
        import moto.server  # noqa: F401
    except ImportError:
        if ENVIRONMENT.exists() and "VEDETTE_TEST_VENV" not in os.environ:
            os.execve(ENVIRONMENT, [str(ENVIRONMENT), *sys.argv], {**os.environ, "VEDETTE_TEST_VENV": "1"})
        print("skipped: moto is not installed (./setup installs it)")
        sys.exit(SKIPPED)


class Server:
    """Runs while it is open. `url` is its address; `environment` has what a client needs to find it."""

    def __enter__(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.process = subprocess.Popen([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, env=environment)
        for line in self.process.stdout:
            if match := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.url = match[0]
                break
        else:
            raise RuntimeError("moto does not start")
        # What it prints later must not fill the pipe.
        threading.Thread(target=lambda: [None for _ in self.process.stdout], daemon=True).start()
        self.environment = {
            **environment,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
        }
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def client(self, service):
        import boto3
        return boto3.client(service, endpoint_url=self.url, region_name="eu-west-1", aws_access_key_id=self.environment["AWS_ACCESS_KEY_ID"],
                            aws_secret_access_key=self.environment["AWS_SECRET_ACCESS_KEY"])
