#!/usr/bin/env python3
"""Runs the Moto tests of aws_test (the first argument) against a server that has what they ask for."""
import json
import os
import subprocess
import sys
import tempfile
import time

import local_aws

local_aws.use_environment()

with local_aws.Server() as server, tempfile.TemporaryDirectory() as folder:
    s3 = server.client("s3")
    location = {"LocationConstraint": "eu-west-1"}
    for bucket in ("trail", "versions"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    keys = ["AWSLogs/a b+c%20d/é&x=y.json.gz", "AWSLogs/(1)'2'*3!~.json", "AWSLogs/./x//y"] + [f"AWSLogs/n/{i:02}" for i in range(20)]
    for key in keys:
        s3.put_object(Bucket="trail", Key=key, Body=f"content of {key}".encode())
    s3.put_object(Bucket="trail", Key="other/x", Body=b"not listed")
    s3.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="versions", Key="doc", Body=b"first")["VersionId"]
    s3.put_object(Bucket="versions", Key="doc", Body=b"second")
    s3.put_object(Bucket="versions", Key="big", Body=b"b" * 12_000_000)

    sqs = server.client("sqs")
    for queue in ("work", "topic-listener", "bus-listener"):
        sqs.create_queue(QueueName=queue)
    arn = "arn:aws:sqs:eu-west-1:123456789012:"
    sns = server.client("sns")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn + "topic-listener")
    events = server.client("events")
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["vedette"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "1", "Arn": arn + "bus-listener"}])
    server.client("securityhub").enable_security_hub()

    kinesis = server.client("kinesis")
    kinesis.create_stream(StreamName="stream", ShardCount=2)
    for _ in range(100):
        if kinesis.describe_stream(StreamName="stream")["StreamDescription"]["StreamStatus"] == "ACTIVE":
            break
        time.sleep(0.05)
    for i in range(30):
        kinesis.put_record(StreamName="stream", PartitionKey=str(i * 7919), Data=f"record {i} \0".encode() + b"\xff")

    logs = server.client("logs")
    logs.create_log_group(logGroupName="/vedette/test")
    now = int(time.time() * 1000)
    for stream in "abc":
        logs.create_log_stream(logGroupName="/vedette/test", logStreamName=stream)
        logs.put_log_events(logGroupName="/vedette/test", logStreamName=stream,
                            logEvents=[{"timestamp": now + i, "message": f"line {i} é"} for i in range(10)])

    config = os.path.join(folder, "config")
    with open(config, "w") as file:
        file.write("[profile base]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = secret\n"
                   "[profile by-role]\nrole_arn = arn:aws:iam::123456789012:role/audit\nsource_profile = base\n")
    environment = {**server.environment, "VEDETTE_TEST_MOTO": "1", "VEDETTE_TEST_VERSION": first, "AWS_CONFIG_FILE": config}
    run = subprocess.run([sys.argv[1], "--gtest_filter=Moto.*"], env=environment, timeout=240)
    sys.exit(run.returncode)
