#!/usr/bin/env python3
"""Mails, handed to a real SMTP server on the loopback interface.

usage: email_test.py VEDETTE
"""

import email
import email.policy
import logging
import ssl
import subprocess
import warnings

from place import Place, need, run_tests

need("aiosmtpd")

from aiosmtpd.controller import Controller  # noqa: E402
from aiosmtpd.smtp import AuthResult, LoginPassword  # noqa: E402


logging.disable()
warnings.simplefilter("ignore")


class Box:
    """Keeps what comes; refuses who is called so."""

    def __init__(self):
        self.mails = []
        self.logins = []
        self.hellos = []

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.hellos.append(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user here"
        if address.startswith("later"):
            return "451 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 queued as 1"

    def authenticate(self, server, session, envelope, mechanism, data):
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        self.logins.append((mechanism, data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"s3cret-password", handled=False)


class OwnPort(Controller):
    """Listens on a port that the kernel chooses."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class Email(Place):
    def setUp(self):
        super().setUp()
        self.box = Box()
        self.certificate = self.folder / "certificate.pem"
        self.key = self.folder / "key.pem"

    def make_certificate(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-keyout", str(self.key), "-out", str(self.certificate)],
            check=True, capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def serve(self, ssl_context=None, **options):
        controller = OwnPort(self.box, hostname="127.0.0.1", port=0, ssl_context=ssl_context, **options)
        controller.start()
        self.addCleanup(controller.stop)
        return controller.port

    def configure(self, port, **keys):
        values = {
            "type": "email", "name": "mail", "smtp_host": "127.0.0.1", "smtp_port": port, "auth_type": "none", "encryption_type": "none",
            "sender_email": "vedette@example.com", "receiver_emails": "[soc@example.com]", "timeout": "10s",
        }
        values.update(keys)
        self.notification("mail", "".join(f"{key}: {value}\n" for key, value in values.items()))

    def test_sends_html_with_all_headers(self):
        self.configure(self.serve(), sender_name='"Vedette é"', email_subject='"Alerte: événement"', helo_host="client.example")
        self.sends("mail", {"scenario": "crowdsecurity/aws-<x>", "message": "a & b\n.\n.. dots and é"})
        self.assertEqual(len(self.box.mails), 1)
        receivers, mail = self.box.mails[0]
        self.assertEqual(receivers, ["soc@example.com"])
        self.assertEqual(mail["To"], "soc@example.com")
        self.assertEqual(mail["From"], "Vedette é <vedette@example.com>")
        self.assertEqual(mail["Subject"], "Alerte: événement")
        self.assertRegex(mail["Message-ID"], r"^<[A-Za-z0-9_.:-]+@example.com>$")
        self.assertEqual(mail.get_content_type(), "text/html")
        self.assertIn("crowdsecurity/aws-&lt;x&gt;", mail.get_content())
        self.assertIn("a &amp; b\n.\n.. dots and é", mail.get_content().replace("\r\n", "\n"))
        self.assertIn("client.example", self.box.hellos)

    def test_each_receiver_is_tried_by_itself(self):
        self.configure(self.serve(), receiver_emails="[soc@example.com, boss@example.com, nobody@example.com]")
        said = self.fails("mail")
        self.assertIn("550 no such user here", said)
        self.assertEqual(sorted(mail[0][0] for mail in self.box.mails), ["boss@example.com", "soc@example.com"])
        self.assertEqual(self.box.mails[0][1]["To"], "soc@example.com, boss@example.com, nobody@example.com")

    def test_a_server_that_says_later_is_tried_later(self):
        self.configure(self.serve(), receiver_emails="[later@example.com]", max_retry=1)
        said = self.fails("mail")
        self.assertIn("451 greylisted", said)

    def test_logs_in(self):
        for kind, mechanism in (("login", "LOGIN"), ("plain", "PLAIN")):
            with self.subTest(kind):
                port = self.serve(authenticator=self.box.authenticate, auth_required=True, auth_require_tls=False)
                self.configure(port, auth_type=kind, smtp_username="user", smtp_password="s3cret-password")
                self.sends("mail")
                self.assertEqual(self.box.logins[-1], (mechanism, "user", "s3cret-password"))

    def test_a_wrong_password_is_said_but_not_shown(self):
        port = self.serve(authenticator=self.box.authenticate, auth_required=True, auth_require_tls=False)
        self.configure(port, auth_type="plain", smtp_username="user", smtp_password="wr0ng-password")
        said = self.fails("mail")
        self.assertIn("535", said)
        self.assertNotIn("wr0ng-password", said)
        self.assertEqual(self.box.mails, [])

    def test_starttls(self):
        port = self.serve(tls_context=self.make_certificate(), require_starttls=True)
        self.configure(port, encryption_type="starttls", ca_cert_path=self.certificate)
        self.sends("mail")
        self.assertEqual(len(self.box.mails), 1)
        self.configure(port, encryption_type="starttls", max_retry=0)
        self.fails("mail")  # a certificate that nobody vouches for
        self.assertEqual(len(self.box.mails), 1)
        self.configure(port, encryption_type="starttls", skip_tls_verification="true")
        self.sends("mail")

    def test_starttls_is_not_given_up(self):
        self.configure(self.serve(), encryption_type="starttls", max_retry=1)
        self.fails("mail")
        self.assertEqual(self.box.mails, [])

    def test_tls(self):
        port = self.serve(ssl_context=self.make_certificate())
        self.configure(port, encryption_type="ssltls", ca_cert_path=self.certificate)
        self.sends("mail")
        self.assertEqual(len(self.box.mails), 1)


if __name__ == "__main__":
    run_tests()
