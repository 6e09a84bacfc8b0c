"""Asks a served world every operation with boto3 and with the AWS CLI, and CloudWatch and SQS in each protocol of theirs.

Usage: python clients.py --endpoint-url http://127.0.0.1:4566 [--operations kinesis:ListShards,...]

Needs boto3, awscli and cbor2. The world's clock should run fast (`tidegate sim --speed 60`), since changes of the
stream take their time, and the world fresh, since a stream changes its mode only twice a day. Each answer is checked against the service's own model: all required members, right types.
Exit 0 when every operation was served to every client; 1 and a list of failures otherwise. With --operations, an
operation of that list that was not asked here is a failure too.
"""

import argparse
import datetime
import io
import json
import os
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import xml.etree.ElementTree
from contextlib import redirect_stderr, redirect_stdout

import boto3
import botocore.loaders
import botocore.session
import botocore.validate
from botocore.config import Config

STREAM, TABLE, WRITER, CONSUMER = "PriceTicks", "PriceTimeSeriesTable", "HeliusPriceWebhook", "PriceAnalytics"
FIREHOSE, BUCKET, QUEUE, TARGET = "PriceArchiveFirehose", "PriceArchiveBucket", "BroadcastQueue", "custom-resource:ResourceType:Property"



class OneProtocol(botocore.loaders.Loader):
    """Loads models that claim to know one protocol only, as older or newer clients do."""

    def __init__(self, protocol):
        super().__init__()
        self.search_paths.extend(botocore.session.get_session().get_component("data_loader").search_paths)
        self.protocol = protocol

    def load_service_model(self, *args, **kwargs):
        model = super().load_service_model(*args, **kwargs)
        if "metadata" in model:
            model["metadata"] = dict(model["metadata"], protocol=self.protocol, protocols=[self.protocol])
        return model


class Boto:
    """boto3, checking every answer against the model."""

    def __init__(self, endpoint, protocol=None):
        session = botocore.session.get_session()
        if protocol:
            session.register_component("data_loader", OneProtocol(protocol))
        self.session = boto3.Session(botocore_session=session, region_name="us-east-1")
        self.name = f"boto3 {protocol or ''}".strip()
        self.endpoint, self.clients = endpoint, {}

    def call(self, service, operation, **members):
        if service not in self.clients:
            config = Config(retries={"max_attempts": 1}, read_timeout=20)
            self.clients[service] = self.session.client(service, endpoint_url=self.endpoint, config=config)
        client = self.clients[service]
        method = next(name for name, api in client.meta.method_to_api_mapping.items() if api == operation)
        answer = getattr(client, method)(**members)
        shape = client.meta.service_model.operation_model(operation).output_shape
        if shape is not None:
            body = {name: value for name, value in answer.items() if name != "ResponseMetadata" and not hasattr(value, "read")}
            report = botocore.validate.ParamValidator().validate(body, shape).generate_report()
            # The models' bounds are for requests: zero failed records are no error.
            wrong = [line for line in report.splitlines() if "valid min" not in line]
            if wrong:
                raise AssertionError("; ".join(wrong))
        return answer


def dashed(name):
    """ListShards as the CLI writes it: list-shards."""
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name).strip("-")


def written(content):
    """A file with this content; it goes with the process's temporary directory."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(content)
    return file.name


class Cli:
    """The AWS CLI: members travel as JSON on its command line."""

    name = "aws"

    def __init__(self, endpoint):
        import awscli.clidriver

        self.endpoint, self.driver = endpoint, awscli.clidriver.create_clidriver()

    def call(self, service, operation, **members):
        encode = {"default": lambda value: value.isoformat() if hasattr(value, "isoformat") else value.decode()}
        arguments = ["s3api" if service == "s3" else service, dashed(operation), "--endpoint-url", self.endpoint, "--output", "json", "--no-paginate"]
        if operation.endswith("HostedConfigurationVersion"):
            # What writes a file takes no JSON, and reads what is not text from a file.
            for name, value in members.items():
                arguments += [f"--{dashed(name)}", f"fileb://{written(value)}" if isinstance(value, bytes) else str(value)]
            arguments.append(os.devnull)
        elif members:
            arguments += ["--cli-input-json", json.dumps(members, **encode)]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = self.driver.main(arguments)
        if code != 0:
            raise AssertionError(f"exit {code}: {err.getvalue().strip()}")
        return json.loads(out.getvalue() or "{}")


class Walk:
    """Every operation once, in an order in which each finds what it needs."""

    def __init__(self, client, failures, asked):
        self.client, self.failures, self.asked = client, failures, asked
        self.count = 0

    def ask(self, service, operation, **members):
        self.count += 1
        self.asked.add(f"{service}:{operation}")
        try:
            return self.client.call(service, operation, **members)
        except Exception as error:  # every way to fail is told at the end
            self.failures.append(f"{self.client.name} {service}:{operation}: {type(error).__name__}: {error}")
            return {}

    def settle(self):
        """Waits until the stream may be changed again."""
        for _ in range(240):
            summary = self.client.call("kinesis", "DescribeStreamSummary", StreamName=STREAM)["StreamDescriptionSummary"]
            if summary["StreamStatus"] == "ACTIVE":
                return summary
            time.sleep(0.25)
        raise AssertionError("the stream did not become ACTIVE within a minute: serve with --speed 60")

    def change(self, operation, **members):
        self.ask("kinesis", operation, **members)
        return self.settle()

    def cloudwatch(self, now):
        dimensions = [{"Name": "StreamName", "Value": STREAM}]
        metric = {"Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": dimensions}
        query = {"Id": "a", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
        window = {"StartTime": now - datetime.timedelta(minutes=30), "EndTime": now - datetime.timedelta(minutes=10)}
        data = self.ask("cloudwatch", "GetMetricData", MetricDataQueries=[query], **window)
        points = [len(result["Values"]) for result in data.get("MetricDataResults", [])]
        if points != [20]:
            self.failures.append(f"{self.client.name} cloudwatch:GetMetricData told {points} points instead of 20")
        # The CLI takes one kind of statistics at a time.
        self.ask("cloudwatch", "GetMetricStatistics", **metric, **window, Period=60, Statistics=["Sum", "Average"])
        extended = self.ask("cloudwatch", "GetMetricStatistics", **metric, **window, Period=60, ExtendedStatistics=["p95"])
        if not all("p95" in point.get("ExtendedStatistics", {}) for point in extended.get("Datapoints", [{}])):
            self.failures.append(f"{self.client.name} cloudwatch:GetMetricStatistics told no p95")
        self.ask("cloudwatch", "ListMetrics", Namespace="AWS/Kinesis")
        alarms = self.ask("cloudwatch", "DescribeAlarms").get("MetricAlarms", [])
        self.ask("cloudwatch", "DescribeAlarmHistory", MaxRecords=10)
        alarm = alarms[0] if alarms else {"Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords"}
        same = {name: alarm[name] for name in ("Namespace", "MetricName", "Dimensions") if name in alarm}
        self.ask("cloudwatch", "DescribeAlarmsForMetric", **same)
        condition = {"Statistic": "Sum", "Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold", "Period": 60, "EvaluationPeriods": 1}
        self.ask("cloudwatch", "PutMetricAlarm", AlarmName="clients", **metric, **condition)
        told = self.ask("cloudwatch", "DescribeAlarms", AlarmNames=["clients"]).get("MetricAlarms", [])
        if [alarm["Threshold"] for alarm in told] != [10.0]:
            self.failures.append(f"{self.client.name} cloudwatch:DescribeAlarms did not tell the alarm that was put")

    def queue(self):
        url = self.ask("sqs", "GetQueueUrl", QueueName=QUEUE).get("QueueUrl", "")
        attributes = self.ask("sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})
        if "ApproximateNumberOfMessages" not in attributes:
            self.failures.append(f"{self.client.name} sqs:GetQueueAttributes told no number of messages")
        if self.ask("sqs", "ListQueues").get("QueueUrls") != [url]:
            self.failures.append(f"{self.client.name} sqs:ListQueues did not tell the queue")

    def stream_reads(self):
        self.ask("kinesis", "ListStreams")
        self.ask("kinesis", "DescribeStream", StreamName=STREAM)
        summary = self.ask("kinesis", "DescribeStreamSummary", StreamName=STREAM)["StreamDescriptionSummary"]
        self.ask("kinesis", "ListShards", StreamName=STREAM, ShardFilter={"Type": "AT_LATEST"})
        consumers = self.ask("kinesis", "ListStreamConsumers", StreamARN=summary["StreamARN"]).get("Consumers", [])
        for consumer in consumers[:1]:
            self.ask("kinesis", "DescribeStreamConsumer", ConsumerARN=consumer["ConsumerARN"])
        self.ask("kinesis", "DescribeLimits")
        return summary

    def records(self):
        data = b"tick" if isinstance(self.client, Boto) else "dGljaw=="
        placed = self.ask("kinesis", "PutRecord", StreamName=STREAM, PartitionKey="k", Data=data)
        self.ask("kinesis", "PutRecords", StreamName=STREAM, Records=[{"PartitionKey": "k", "Data": data}])
        start = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "StartingSequenceNumber": placed["SequenceNumber"]}
        iterator = self.ask("kinesis", "GetShardIterator", StreamName=STREAM, ShardId=placed["ShardId"], **start)
        batch = self.ask("kinesis", "GetRecords", ShardIterator=iterator["ShardIterator"], Limit=5)
        if not batch.get("Records") or batch["Records"][0]["PartitionKey"] != "k":
            self.failures.append(f"{self.client.name} kinesis:GetRecords did not hand out the record that was put")

    def open_shards(self):
        shards = self.client.call("kinesis", "ListShards", StreamName=STREAM, ShardFilter={"Type": "AT_LATEST"})["Shards"]
        return sorted(shards, key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"]))

    def stream_changes(self, arn):
        summary = self.settle()
        if summary["StreamModeDetails"]["StreamMode"] == "ON_DEMAND":
            self.change("UpdateStreamMode", StreamARN=arn, StreamModeDetails={"StreamMode": "PROVISIONED"})
        count = self.settle()["OpenShardCount"]
        self.change("UpdateShardCount", StreamName=STREAM, TargetShardCount=count * 2, ScalingType="UNIFORM_SCALING")
        self.change("UpdateShardCount", StreamName=STREAM, TargetShardCount=count, ScalingType="UNIFORM_SCALING")
        one, two = self.open_shards()[:2]
        self.change("MergeShards", StreamName=STREAM, ShardToMerge=one["ShardId"], AdjacentShardToMerge=two["ShardId"])
        whole = self.open_shards()[0]
        middle = str((int(whole["HashKeyRange"]["StartingHashKey"]) + int(whole["HashKeyRange"]["EndingHashKey"])) // 2)
        self.change("SplitShard", StreamName=STREAM, ShardToSplit=whole["ShardId"], NewStartingHashKey=middle)
        hours = self.settle()["RetentionPeriodHours"]
        self.change("IncreaseStreamRetentionPeriod", StreamName=STREAM, RetentionPeriodHours=hours + 24)
        self.change("DecreaseStreamRetentionPeriod", StreamName=STREAM, RetentionPeriodHours=hours)
        self.change("EnableEnhancedMonitoring", StreamName=STREAM, ShardLevelMetrics=["ALL"])
        self.change("DisableEnhancedMonitoring", StreamName=STREAM, ShardLevelMetrics=["OutgoingBytes"])
        if summary["StreamModeDetails"]["StreamMode"] != "ON_DEMAND":
            self.change("UpdateStreamMode", StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})

    def functions(self):
        self.ask("lambda", "ListFunctions")
        function = self.ask("lambda", "GetFunctionConfiguration", FunctionName=WRITER)
        self.ask("lambda", "ListAliases", FunctionName=WRITER)
        mappings = self.ask("lambda", "ListEventSourceMappings", FunctionName=CONSUMER).get("EventSourceMappings", [])
        for mapping in mappings[:1]:
            told = self.ask("lambda", "GetEventSourceMapping", UUID=mapping["UUID"])
            self.ask("lambda", "UpdateEventSourceMapping", UUID=mapping["UUID"], BatchSize=told["BatchSize"])
            self.wait(lambda: self.client.call("lambda", "GetEventSourceMapping", UUID=mapping["UUID"])["State"] == "Enabled")
        variables = function["Environment"]["Variables"]
        patch = {"Environment": {"Variables": variables}, "RevisionId": function["RevisionId"]}
        self.ask("lambda", "UpdateFunctionConfiguration", FunctionName=WRITER, **patch)
        status = lambda: self.client.call("lambda", "GetFunctionConfiguration", FunctionName=WRITER)["LastUpdateStatus"]
        self.wait(lambda: status() == "Successful")

    def wait(self, settled):
        for _ in range(240):
            if settled():
                return
            time.sleep(0.25)
        self.failures.append(f"{self.client.name}: a change did not settle within a minute")

    def flags(self):
        name = "/clients/flag"
        self.ask("ssm", "PutParameter", Name=name, Value="10", Type="String", Overwrite=True)
        if self.ask("ssm", "GetParameter", Name=name).get("Parameter", {}).get("Value") != "10":
            self.failures.append(f"{self.client.name} ssm:GetParameter did not tell what was put")
        self.ask("ssm", "GetParameters", Names=[name, "/nowhere"])
        application = {"ApplicationId": self.ask("appconfig", "ListApplications")["Items"][0]["Id"]}
        environment = dict(application, EnvironmentId=self.ask("appconfig", "ListEnvironments", **application)["Items"][0]["Id"])
        self.ask("appconfig", "GetEnvironment", **environment)
        number = self.ask("appconfig", "ListDeployments", **environment)["Items"][0]["DeploymentNumber"]
        self.ask("appconfig", "GetDeployment", **environment, DeploymentNumber=number)
        profiles = self.ask("appconfig", "ListConfigurationProfiles", **application)["Items"]
        profile = dict(application, ConfigurationProfileId=profiles[0]["Id"])
        versions = self.ask("appconfig", "ListHostedConfigurationVersions", **profile)["Items"]
        self.ask("appconfig", "GetHostedConfigurationVersion", **profile, VersionNumber=versions[0]["VersionNumber"])
        self.deploy(environment, profile, versions[0]["VersionNumber"])

    def deploy(self, environment, profile, latest):
        """A new version that is deployed slowly, and stopped on its way."""
        content = json.dumps({"version": "1", "flags": {}, "values": {}}).encode()
        made = dict(profile, LatestVersionNumber=latest, ContentType="application/json", Content=content)
        self.ask("appconfig", "CreateHostedConfigurationVersion", **made)
        strategies = self.ask("appconfig", "ListDeploymentStrategies")["Items"]
        slowest = max(strategies, key=lambda strategy: strategy["DeploymentDurationInMinutes"])
        begin = dict(environment, **profile, DeploymentStrategyId=slowest["Id"], ConfigurationVersion=str(latest + 1))
        number = self.ask("appconfig", "StartDeployment", **begin).get("DeploymentNumber", 1)
        self.ask("appconfig", "StopDeployment", **environment, DeploymentNumber=number)
        for _ in range(240):
            if self.client.call("appconfig", "GetEnvironment", **environment)["State"] not in ("DEPLOYING", "ROLLING_BACK"):
                return
            time.sleep(0.25)
        self.failures.append(f"{self.client.name}: a deployment did not stop within a minute")

    def neighbours(self):
        self.ask("dynamodb", "DescribeTable", TableName=TABLE)
        self.ask("dynamodb", "ListTables")
        self.ask("dynamodb", "DescribeTimeToLive", TableName=TABLE)
        self.ask("firehose", "DescribeDeliveryStream", DeliveryStreamName=FIREHOSE)
        self.ask("firehose", "ListDeliveryStreams")
        self.ask("sts", "GetCallerIdentity")
        self.lifecycle()
        self.ask("cloudtrail", "LookupEvents", LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "UpdateShardCount"}])
        self.permissions()
        self.archive()
        self.logs()
        custom = {"ServiceNamespace": "custom-resource"}
        self.ask("application-autoscaling", "DescribeScalableTargets", **custom)
        self.ask("application-autoscaling", "DescribeScalingPolicies", **custom)
        self.ask("application-autoscaling", "DescribeScalingActivities", **custom)
        resource = "https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/Clients"
        bounds = {"ResourceId": resource, "ScalableDimension": TARGET, "MinCapacity": 2, "MaxCapacity": 8}
        self.ask("application-autoscaling", "RegisterScalableTarget", **custom, **bounds)

    def lifecycle(self):
        rules = self.ask("s3", "GetBucketLifecycleConfiguration", Bucket=BUCKET).get("Rules", [])
        classes = [move.get("StorageClass") for rule in rules for move in rule.get("Transitions", [])]
        if classes != ["GLACIER_IR"]:
            self.failures.append(f"{self.client.name} s3:GetBucketLifecycleConfiguration told {classes}")

    def permissions(self):
        account = self.ask("sts", "GetCallerIdentity").get("Account", "")
        asked = {"ActionNames": ["kinesis:SplitShard", "kinesis:MergeShards"], "ResourceArns": [f"arn:aws:kinesis:us-east-1:{account}:stream/{STREAM}"]}
        told = self.ask("iam", "SimulatePrincipalPolicy", PolicySourceArn=f"arn:aws:iam::{account}:role/OnCall", **asked)
        decisions = [result.get("EvalDecision") for result in told.get("EvaluationResults", [])]
        if decisions != ["allowed", "allowed"]:
            self.failures.append(f"{self.client.name} iam:SimulatePrincipalPolicy told {decisions}")

    def archive(self):
        self.ask("athena", "GetWorkGroup", WorkGroup="primary")
        query = {"QueryString": "SELECT token, count(*) AS records FROM prices GROUP BY token", "WorkGroup": "primary"}
        started = {"QueryExecutionId": self.ask("athena", "StartQueryExecution", **query).get("QueryExecutionId", "")}
        self.ask("athena", "GetQueryExecution", **started)
        self.wait(lambda: self.client.call("athena", "GetQueryExecution", **started)["QueryExecution"]["Status"]["State"] == "SUCCEEDED")
        told = self.ask("athena", "GetQueryResults", **started).get("ResultSet", {}).get("Rows", [])
        if len(told) < 2:
            self.failures.append(f"{self.client.name} athena:GetQueryResults told {len(told)} rows")

    def logs(self):
        self.ask("logs", "FilterLogEvents", logGroupName=f"/aws/lambda/{WRITER}")

    def everything(self, now):
        for part in (lambda: self.cloudwatch(now), self.queue, self.functions, self.flags, self.neighbours, self.stream):
            try:
                part()
            except Exception as error:  # what follows a failure may lack what it needs
                self.failures.append(f"{self.client.name}: {type(error).__name__}: {error}")

    def stream(self):
        summary = self.stream_reads()
        self.records()
        self.stream_changes(summary["StreamARN"])


class OldQueue:
    """SQS as clients before 2023 asked it: a form, XML back. Newer models no longer describe it."""

    name = "form"

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def call(self, service, operation, **members):
        names = members.pop("AttributeNames", [])
        members.update({f"AttributeName.{at + 1}": name for at, name in enumerate(names)})
        form = urllib.parse.urlencode({"Action": operation, "Version": "2012-11-05", **members}).encode()
        with urllib.request.urlopen(self.endpoint, data=form, timeout=20) as answer:
            root = xml.etree.ElementTree.fromstring(answer.read())
        space = "{http://queue.amazonaws.com/doc/2012-11-05/}"
        result = root.find(f"{space}{operation}Result")
        urls = [url.text for url in result.findall(f"{space}QueueUrl")]
        pairs = {pair.find(f"{space}Name").text: pair.find(f"{space}Value").text for pair in result.findall(f"{space}Attribute")}
        return {"QueueUrl": "".join(urls), "QueueUrls": urls, "Attributes": pairs}


def world_now(endpoint):
    """The world's own clock: its metrics end there."""
    with urllib.request.urlopen(f"{endpoint}/_tidegate/clock", timeout=20) as answer:
        text = json.load(answer)["now"].replace("Z", "").split(".")[0]
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc, second=0)


def main():
    parser = argparse.ArgumentParser(description="Every served operation with boto3 and the AWS CLI.")
    parser.add_argument("--endpoint-url", required=True)
    parser.add_argument("--operations", default="", help="service:Operation, separated by commas: each must be asked")
    options = parser.parse_args()
    os.environ.update(AWS_ACCESS_KEY_ID="AKIATIDEGATE", AWS_SECRET_ACCESS_KEY="secret", AWS_DEFAULT_REGION="us-east-1")
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="")
    os.environ.pop("AWS_PROFILE", None)
    endpoint, failures, asked, count = options.endpoint_url.rstrip("/"), [], set(), 0
    for client in (Boto(endpoint), Cli(endpoint)):
        walk = Walk(client, failures, asked)
        walk.everything(world_now(endpoint))
        count += walk.count
    for protocol in ("smithy-rpc-v2-cbor", "json", "query"):
        walk = Walk(Boto(endpoint, protocol), failures, asked)
        walk.cloudwatch(world_now(endpoint))
        count += walk.count
    walk = Walk(OldQueue(endpoint), failures, asked)
    walk.queue()
    count += walk.count
    missing = set(filter(None, options.operations.split(","))) - asked
    failures += [f"{operation} is served but was not asked" for operation in sorted(missing)]
    for failure in failures:
        print(f"FAILED {failure}")
    print(f"{count} calls of {len(asked)} operations by boto3 {boto3.__version__} and the AWS CLI, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
