"""Fills ministack with the pipeline's resources and twenty minutes of CloudWatch data; prints what was put as JSON."""

import datetime
import io
import json
import sys
import zipfile

import boto3

endpoint = sys.argv[1]
STREAM, TABLE, WRITER, QUEUE = "PriceTicks", "PriceTimeSeriesTable", "HeliusPriceWebhook", "BroadcastQueue"


def client(service):
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1")


def package():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return None\n")
    return content.getvalue()


client("kinesis").create_stream(StreamName=STREAM, ShardCount=2)
client("dynamodb").create_table(
    TableName=TABLE,
    KeySchema=[{"AttributeName": "token", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "token", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)
client("sqs").create_queue(QueueName=QUEUE)
client("lambda").create_function(
    FunctionName=WRITER,
    Runtime="python3.12",
    Role="arn:aws:iam::000000000000:role/writer",
    Handler="index.handler",
    Code={"ZipFile": package()},
    Environment={"Variables": {"USE_KINESIS": "true", "KINESIS_PERCENTAGE": "10", "OTHER": "secret"}},
)
client("ssm").put_parameter(Name="/prices/use-kinesis", Value="true", Type="String")
client("ssm").put_parameter(Name="/prices/kinesis-percentage", Value="25", Type="String")

cloudwatch = client("cloudwatch")
now = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)
stream = [{"Name": "StreamName", "Value": STREAM}]
table = [{"Name": "TableName", "Value": TABLE}]
put_item = table + [{"Name": "Operation", "Value": "PutItem"}]
told = {}


def put(namespace, name, dimensions, at, value):
    """The value as one sample of that minute, in a namespace that only AWS itself may write."""
    data = {"MetricName": name, "Dimensions": dimensions, "Timestamp": at, **value}
    cloudwatch.put_metric_data(Namespace=namespace, MetricData=[data])


for ago in range(20, 0, -1):
    at = now - datetime.timedelta(minutes=ago)
    # Each minute has a number of its own, so that a value from a wrong minute is seen.
    step = int(at.timestamp()) // 60 % 17
    records, size, writes = 600 + 60 * step, 180_000 + 6_000 * step, 600 + 12 * step
    put("AWS/Kinesis", "IncomingRecords", stream, at, {"Value": records})
    put("AWS/Kinesis", "IncomingBytes", stream, at, {"Value": size})
    put("AWS/Kinesis", "WriteProvisionedThroughputExceeded", stream, at, {"Value": step})
    put("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", stream, at, {"Value": 1000 + 100 * step})
    put("AWS/DynamoDB", "ConsumedWriteCapacityUnits", table, at, {"Value": writes})
    put("AWS/DynamoDB", "SuccessfulRequestLatency", put_item, at, {"Values": [4.5], "Counts": [writes]})
    put("AWS/DynamoDB", "ThrottledRequests", put_item, at, {"Value": step})
    end = (at + datetime.timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    told[end] = {
        "stream.incoming_records_per_second": records / 60,
        "stream.incoming_bytes_per_second": size / 60,
        "stream.write_throttles_per_minute": step,
        "stream.iterator_age_seconds": 1 + step / 10,
        "table.writes_per_second": writes / 60,
    }
json.dump(told, sys.stdout)
