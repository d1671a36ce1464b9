"""A receiver of notifications on the loopback interface that fails in every way, and the content, profiles and logs for the tests of delivery."""

import http.server
import os
import socket
import ssl
import struct
import subprocess
import threading
import time


class Receiver:
    """Accepts bodies by key. `mood(number, key)` says what becomes of a request: see Handler.do_POST."""

    def __init__(self, mood=lambda number, key: "accept", tls=None):
        self.mood = mood
        self.lock = threading.Lock()
        self.accepted = {}  # key -> body, as a receiver keeps them that knows keys
        self.repeats = 0  # taken again under a key that was known
        self.changed = []  # keys that came with another body
        self.requests = 0
        self.open_now = 0
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                key = self.headers.get("Idempotency-Key", "")
                with receiver.lock:
                    receiver.requests += 1
                    number = receiver.requests
                what = receiver.mood(number, key)
                if isinstance(what, tuple):  # (status, headers)
                    self.answer(what[0], what[1])
                elif what == "reset":
                    self.reset()
                elif what == "hang":
                    time.sleep(1.6)
                    self.close_connection = True
                elif what == "close":
                    self.close_connection = True
                elif what == "garbage":
                    self.wfile.write(b"!!\r\n\r\n")
                    self.close_connection = True
                elif what == "slow body":
                    receiver.accept(key, body)
                    self.send_response(200)
                    self.send_header("Content-Length", "8")
                    self.end_headers()
                    for _ in range(8):
                        try:
                            self.wfile.write(b".")
                            self.wfile.flush()
                        except OSError:
                            break
                        time.sleep(0.3)
                    self.close_connection = True
                elif what == "accept, then reset":
                    receiver.accept(key, body)
                    self.reset()
                elif isinstance(what, float):
                    time.sleep(what)
                    receiver.accept(key, body)
                    self.answer(200, {})
                else:
                    receiver.accept(key, body)
                    self.answer(200, {})

            def answer(self, status, headers):
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"ok")
                except OSError:
                    pass

            def reset(self):
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()

            def finish(self):
                try:
                    super().finish()
                except (OSError, ValueError):
                    pass

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (OSError, ValueError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def accept(self, key, body):
        with self.lock:
            if key in self.accepted:
                self.repeats += 1
                if self.accepted[key] != body:
                    self.changed.append(key)
            self.accepted[key] = body

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def told(self):
        """How often each alert was told of, under different keys."""
        counts = {}
        with self.lock:
            for body in self.accepted.values():
                for alert in body.split():
                    counts[alert] = counts.get(alert, 0) + 1
        return counts


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    os.chmod(path, 0o600)


def write_content(folder):
    """Every line "TIME login USER ADDRESS" is an alert."""
    write(f"{folder}/parsers/s00-raw/vt/raw.yaml",
          "name: vt/raw\nfilter: evt.Line.Labels.type == 'vt'\nonsuccess: next_stage\nstatics:\n  - {parsed: program, value: vt}\n")
    write(f"{folder}/parsers/s01-parse/vt/line.yaml",
          "name: vt/line\nfilter: evt.Parsed.program == 'vt'\nonsuccess: next_stage\ngrok:\n"
          "  pattern: '^%{TIMESTAMP_ISO8601:at} login %{WORD:who} %{IP:ip}'\n  apply_on: Line.Raw\nstatics:\n"
          "  - {meta: log_type, value: vt}\n  - {meta: user, expression: evt.Parsed.who}\n  - {meta: source_ip, expression: evt.Parsed.ip}\n"
          "  - {target: evt.StrTime, expression: evt.Parsed.at}\n")
    write(f"{folder}/parsers/s02-enrich/vt/date.yaml",
          "name: vt/date\nfilter: evt.StrTime != ''\nstatics:\n  - {method: ParseDate, expression: evt.StrTime}\n"
          "  - {target: MarshaledTime, expression: evt.Enriched.MarshaledTime}\n")
    write(f"{folder}/scenarios/vt/login.yaml",
          "type: trigger\nname: vt/login\ndescription: d\nfilter: evt.Meta.log_type == 'vt'\ngroupby: evt.Meta.user\n"
          "labels: {service: vt, remediation: true}\n")


def write_log(path, count):
    with open(path, "w", encoding="utf-8") as out:
        for i in range(count):
            out.write(f"2026-03-02T{8 + i // 3600:02d}:{i // 60 % 60:02d}:{i % 60:02d}Z login u{i} 192.0.2.{i % 250 + 1}\n")


def write_profiles(path, *notifications):
    names = "".join(f"  - {name}\n" for name in notifications)
    write(path, "name: all\nfilters:\n  - Alert.Remediation == true\ndecisions:\n  - {type: ban, duration: 4h}\n" +
          (f"notifications:\n{names}" if names else ""))


def write_notification(folder, name, url, more=""):
    write(f"{folder}/{name}.yaml",
          f"type: http\nname: {name}\nurl: {url}\nmethod: POST\ntimeout: 1s\nformat: '{{{{range .}}}}{{{{.UUID}}}} {{{{end}}}}'\n{more}")


class Place:
    """A folder with all that a run needs."""

    def __init__(self, program, folder, alerts):
        self.program = program
        self.folder = folder
        self.store = f"{folder}/vedette.db"
        write_content(f"{folder}/content")
        write_log(f"{folder}/a.log", alerts)
        os.makedirs(f"{folder}/notifications")
        write_profiles(f"{folder}/profiles.yaml")

    def replay_command(self, wait="30s", store=True):
        command = [self.program, "replay", "-q", "--content", f"{self.folder}/content", "--type", "vt", "-o", "jsonl", "--output", "/dev/null",
                   f"{self.folder}/a.log"]
        if store:
            command += [f"--store={self.store}", "--profiles", f"{self.folder}/profiles.yaml", "--notifications", f"{self.folder}/notifications",
                        "--deliver-wait", wait]
        return command

    def replay(self, wait="30s"):
        return subprocess.run(self.replay_command(wait), capture_output=True, text=True, timeout=300)

    def notifications(self, *arguments):
        return subprocess.run([self.program, "notifications", *arguments, "--store", self.store, "--profiles", f"{self.folder}/profiles.yaml",
                               "--notifications", f"{self.folder}/notifications"], capture_output=True, text=True, timeout=300)
