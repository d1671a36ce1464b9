#!/usr/bin/env python3
"""Signs random requests with botocore, and lets aws_test (the first argument) sign the same: `signatures_test.py aws_test [COUNT [SEED]]`."""
import json
import os
import random
import subprocess
import sys
import tempfile
import urllib.parse

import local_aws

local_aws.use_environment()

import botocore.auth  # noqa: E402
import botocore.awsrequest  # noqa: E402
import botocore.credentials  # noqa: E402
import datetime  # noqa: E402

count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
rng = random.Random(seed)
MOMENT = datetime.datetime(2027, 1, 15, 8, 0, 0, tzinfo=datetime.timezone.utc)
ALPHABET = "abcXYZ019-._~ +%/&=?#*!'()@:$,;é漢🙂\"<>[]{}|\\^`"


def text(longest, alphabet=ALPHABET, shortest=0):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(shortest, longest)))


# botocore asks the clock; here it is a fixed one.
botocore.auth.get_current_datetime = lambda *_, **__: MOMENT.replace(tzinfo=None)
cases = []
for number in range(count):
    kind = rng.choice(["plain", "s3", "presigned", "s3-presigned"])
    service = "s3" if "s3" in kind else rng.choice(["sqs", "logs", "execute-api"])
    region = rng.choice(["us-east-1", "eu-west-1", "cn-north-1"])
    # A path that is not S3's is normalized before it is signed; dots and doubled slashes are what is tested there.
    path = "/" + text(12) + rng.choice(["", "/", "/../x", "/./y", "//z"])
    encoded = urllib.parse.quote(path, safe="/~")
    query = [(text(5, shortest=1), text(6)) for _ in range(rng.randint(0, 4))]
    if "presigned" in kind:
        query = list(dict(query).items())  # botocore keeps one of several values there
    query_text = "&".join(f"{urllib.parse.quote(k, safe='~')}={urllib.parse.quote(v, safe='~')}" for k, v in query)
    host = rng.choice(["example.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com", "localhost:4566"])
    headers = [(f"X-Amz-{text(6, 'abcXYZ-9', 1)}{i}", text(8, "ab  c/=", 1).strip() or "v") for i in range(rng.randint(0, 3))]
    body = text(30).encode() if rng.random() < 0.6 and "presigned" not in kind else b""
    token = text(20, "abc/+=", 1) if rng.random() < 0.5 else ""
    credentials = botocore.credentials.Credentials("AKID", "secret/Key+", token or None)
    request = botocore.awsrequest.AWSRequest(method=rng.choice(["GET", "POST", "PUT", "HEAD"]),
                                             url=f"https://{host}{encoded}" + ("?" + query_text if query_text else ""), data=body, headers=dict(headers))
    if kind == "plain":
        signer = botocore.auth.SigV4Auth(credentials, service, region)
    elif kind == "s3":
        request.context["client_config"] = None
        request.context["payload_signing_enabled"] = True
        signer = botocore.auth.S3SigV4Auth(credentials, service, region)
    elif kind == "presigned":
        signer = botocore.auth.SigV4QueryAuth(credentials, service, region, expires=600)
    else:
        signer = botocore.auth.S3SigV4QueryAuth(credentials, service, region, expires=600)
    signer.add_auth(request)
    if "presigned" in kind:
        signature = urllib.parse.parse_qs(urllib.parse.urlsplit(request.url).query)["X-Amz-Signature"][0]
        payload = "UNSIGNED-PAYLOAD" if kind == "s3-presigned" else ""
    else:
        signature = request.headers["Authorization"].rsplit("Signature=", 1)[1]
        payload = ""
    cases.append({"kind": kind, "service": service, "region": region, "method": request.method, "path": encoded, "query": query, "host": host,
                  "headers": headers, "body": body.decode(), "token": token, "payload": payload, "signature": signature})

with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
    json.dump(cases, file)
    file.flush()
    run = subprocess.run([sys.argv[1], "--gtest_filter=SigV4.agrees_with_random_requests"], env={**os.environ, "VEDETTE_TEST_SIGNATURES": file.name}, timeout=240)
sys.exit(run.returncode)
