"""Fills moto with a stream, a table, a scaling target, a bucket's lifecycle and the flag's parameters."""

import sys

import boto3

endpoint = sys.argv[1]
STREAM, TABLE = "PriceTicks", "PriceTimeSeriesTable"


def client(service):
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1")


client("kinesis").create_stream(StreamName=STREAM, ShardCount=2)
client("dynamodb").create_table(
    TableName=TABLE,
    KeySchema=[{"AttributeName": "token", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "token", "AttributeType": "S"}],
    BillingMode="PAY_PER_REQUEST",
)
client("ssm").put_parameter(Name="/prices/use-kinesis", Value="true", Type="String")
client("ssm").put_parameter(Name="/prices/kinesis-percentage", Value="10", Type="String")
client("application-autoscaling").register_scalable_target(
    ServiceNamespace="custom-resource",
    ResourceId=f"https://abc.execute-api.us-east-1.amazonaws.com/prod/scalableTargetDimensions/{STREAM}",
    ScalableDimension="custom-resource:ResourceType:Property",
    MinCapacity=2,
    MaxCapacity=10,
    RoleARN="arn:aws:iam::123456789012:role/scaling",
)
client("s3").create_bucket(Bucket="price-archive")
cold = {"ID": "cold", "Status": "Enabled", "Filter": {"Prefix": ""}, "Transitions": [{"Days": 90, "StorageClass": "GLACIER"}]}
errors = {"ID": "errors", "Status": "Enabled", "Filter": {"Prefix": "errors/"}, "Expiration": {"Days": 30}}
client("s3").put_bucket_lifecycle_configuration(Bucket="price-archive", LifecycleConfiguration={"Rules": [cold, errors]})
