"""Changes the stream of kinesis-mock and prints its shards as boto3 sees them."""

import json
import sys
import time

import boto3

endpoint, action = sys.argv[1:3]
STREAM = "PriceTicks"
kinesis = boto3.client("kinesis", endpoint_url=endpoint, region_name="us-east-1")


def settle():
    for _ in range(240):
        if kinesis.describe_stream_summary(StreamName=STREAM)["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
        time.sleep(0.25)
    raise SystemExit("the stream did not become ACTIVE within a minute")


def shards():
    told, token = [], {"StreamName": STREAM}
    while token:
        answer = kinesis.list_shards(**token)
        told += answer["Shards"]
        token = {"NextToken": answer["NextToken"]} if answer.get("NextToken") else None
    return told


if action == "create":
    kinesis.create_stream(StreamName=STREAM, ShardCount=3)
elif action == "split":
    whole = shards()[1]
    first, last = (int(whole["HashKeyRange"][key]) for key in ("StartingHashKey", "EndingHashKey"))
    kinesis.split_shard(StreamName=STREAM, ShardToSplit=whole["ShardId"], NewStartingHashKey=str((first + last) // 2))
elif action == "merge":
    live = sorted((shard for shard in shards() if "EndingSequenceNumber" not in shard["SequenceNumberRange"]), key=lambda shard: int(shard["HashKeyRange"]["StartingHashKey"]))
    kinesis.merge_shards(StreamName=STREAM, ShardToMerge=live[0]["ShardId"], AdjacentShardToMerge=live[1]["ShardId"])
settle()
json.dump(
    [
        {
            "id": shard["ShardId"],
            "first": shard["HashKeyRange"]["StartingHashKey"],
            "last": shard["HashKeyRange"]["EndingHashKey"],
            "parent": shard.get("ParentShardId"),
            "adjacent_parent": shard.get("AdjacentParentShardId"),
            "open": "EndingSequenceNumber" not in shard["SequenceNumberRange"],
        }
        for shard in sorted(shards(), key=lambda shard: (int(shard["HashKeyRange"]["StartingHashKey"]), int(shard["HashKeyRange"]["EndingHashKey"]), shard["ShardId"]))
    ],
    sys.stdout,
)
