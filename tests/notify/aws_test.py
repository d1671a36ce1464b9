#!/usr/bin/env python3
"""SNS, SQS, EventBridge and Security Hub, against moto on the loopback interface.

usage: aws_test.py VEDETTE
"""

import json
import logging

from place import Place, need, run_tests

need("moto", "boto3", "flask")

import boto3  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

REGION = "eu-west-1"


class Aws(Place):
    @classmethod
    def setUpClass(cls):
        logging.getLogger("werkzeug").disabled = True
        cls.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        cls.server.start()
        host, port = cls.server.get_host_and_port()
        cls.url = f"http://{host}:{port}"

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        super().setUp()
        self.environment.update(
            AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/nonexistent",
            AWS_SHARED_CREDENTIALS_FILE="/nonexistent",
        )
        self.environment.pop("AWS_PROFILE", None)

    def client(self, service):
        return boto3.client(service, region_name=REGION, endpoint_url=self.url, aws_access_key_id="testing", aws_secret_access_key="testing")

    def configure(self, name, text):
        self.notification(name, text + f"name: {name}\naws_endpoint: {self.url}\n")

    def queue(self, name, **attributes):
        sqs = self.client("sqs")
        url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        return url, arn

    def received(self, url):
        return [message["Body"] for message in self.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])]

    def test_sqs_by_url_name_and_arn(self):
        url, arn = self.queue("alerts")
        for queue in (url, "alerts", arn):
            with self.subTest(queue):
                self.configure("q", f"type: sqs\nqueue: {queue}\naws_region: {REGION}\n")
                self.sends("q", {"scenario": "a/b"})
                messages = self.received(url)
                self.assertEqual(len(messages), 1)
                self.assertEqual(json.loads(messages[0])[0]["scenario"], "a/b")
                self.client("sqs").purge_queue(QueueUrl=url)

    def test_sqs_fifo(self):
        url, _ = self.queue("alerts.fifo", FifoQueue="true")
        self.configure("q", f"type: sqs\nqueue: alerts.fifo\naws_region: {REGION}\n")
        self.sends("q")
        self.assertEqual(len(self.received(url)), 1)

    def test_sqs_without_a_queue_is_said(self):
        self.configure("q", f"type: sqs\nqueue: nothing-there\naws_region: {REGION}\nmax_retry: 1\n")
        said = self.fails("q")
        self.assertIn("sqs:GetQueueUrl", said)

    def test_sns(self):
        url, queue_arn = self.queue("behind-a-topic")
        sns = self.client("sns")
        topic = sns.create_topic(Name="alerts")["TopicArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
        self.configure("t", f"type: sns\ntopic_arn: {topic}\nsubject: Alert in production\n")
        self.sends("t", {"scenario": "a/b"})
        messages = self.received(url)
        self.assertEqual(len(messages), 1)
        told = json.loads(messages[0])
        self.assertEqual(told["Subject"], "Alert in production")
        self.assertTrue(told["Message"].startswith("a/b\nSource:"), told["Message"])

    def test_sns_without_a_topic_is_refused(self):
        self.configure("t", f"type: sns\ntopic_arn: arn:aws:sns:{REGION}:123456789012:nothing-there\n")
        said = self.fails("t")
        self.assertIn("sns:Publish", said)

    def test_eventbridge(self):
        url, queue_arn = self.queue("behind-a-bus")
        events = self.client("events")
        events.create_event_bus(Name="security")
        events.put_rule(Name="all", EventBusName="security", EventPattern=json.dumps({"source": ["vedette"]}))
        events.put_targets(Rule="all", EventBusName="security", Targets=[{"Id": "1", "Arn": queue_arn}])
        self.configure("e", f"type: eventbridge\nevent_bus: security\naws_region: {REGION}\n")
        self.sends("e", {"scenario": "a/b"})
        messages = self.received(url)
        self.assertEqual(len(messages), 1)
        event = json.loads(messages[0])
        self.assertEqual((event["source"], event["detail-type"], event["detail"]["scenario"]), ("vedette", "Vedette Alert", "a/b"))

    def test_security_hub(self):
        self.client("securityhub").enable_security_hub()
        self.configure("h", f"type: security-hub\nseverity: high\naws_region: {REGION}\n")
        self.sends("h", {"scenario": "a/b", "uuid": "0b7c0e1e-0000-4000-8000-000000000001"})
        self.sends("h", {"scenario": "a/b", "uuid": "0b7c0e1e-0000-4000-8000-000000000001"})
        findings = [f for f in self.client("securityhub").get_findings()["Findings"] if f["GeneratorId"] == "a/b"]
        self.assertEqual(len(findings), 1)
        finding = findings[0]
        self.assertEqual(finding["AwsAccountId"], "123456789012")
        self.assertEqual(finding["ProductArn"], f"arn:aws:securityhub:{REGION}:123456789012:product/123456789012/default")
        self.assertEqual(finding["Severity"]["Label"], "HIGH")
        self.assertEqual(finding["SchemaVersion"], "2018-10-08")


if __name__ == "__main__":
    run_tests()
