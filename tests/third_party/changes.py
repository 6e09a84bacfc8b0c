"""Makes what a change needs on a server, changes it behind the console's back, and prints how it stands."""

import io
import json
import sys
import time
import zipfile

import boto3

endpoint, action = sys.argv[1:3]
STREAM = "PriceTicks"
WRITERS = ["PriceWriterA", "PriceWriterB", "PriceWriterC"]
OTHERS = {"TABLE": "PriceTimeSeriesTable", "QUOTED": "a \"b\" 'c' \\ $d", "UNICODE": "€ ☃", "EMPTY_NOT": " ", "SECRET": "hunter2"}


def client(service):
    return boto3.client(service, endpoint_url=endpoint, region_name="us-east-1")


def package():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return None\n")
    return content.getvalue()


def role():
    """moto takes only a role that exists in its own account."""
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    return client("iam").create_role(RoleName="writer", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def writers():
    functions, arn = client("lambda"), role()
    for name in WRITERS:
        functions.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=arn,
            Handler="index.handler",
            Code={"ZipFile": package()},
            Environment={"Variables": {"USE_KINESIS": "true", "KINESIS_PERCENTAGE": "10", **OTHERS}},
        )
    for name in WRITERS:
        settled(functions, name)


def settled(functions, name):
    """Waits until the function is no longer being made: nobody may change it before."""
    for _ in range(240):
        if functions.get_function_configuration(FunctionName=name).get("LastUpdateStatus", "Successful") != "InProgress":
            return
        time.sleep(0.25)
    raise SystemExit(f"{name} was not made within a minute")


def environments():
    functions = client("lambda")
    return {name: functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"] for name in WRITERS}


def elsewhere():
    """Another program writes a variable of its own, as a deploy would: it reads, changes one thing and writes everything."""
    functions = client("lambda")
    held = functions.get_function_configuration(FunctionName=WRITERS[0])
    variables = {**held["Environment"]["Variables"], "ELSEWHERE": "1"}
    functions.update_function_configuration(FunctionName=WRITERS[0], Environment={"Variables": variables})


def race():
    """The same without an end, each time with the lock where there is one; prints how often it was refused and what it wrote last."""
    functions, refused, wrote, until = client("lambda"), 0, 0, time.time() + float(sys.argv[3])
    while time.time() < until:
        held = functions.get_function_configuration(FunctionName=WRITERS[0])
        variables = {**held["Environment"]["Variables"], "ELSEWHERE": f"race {wrote + 1}"}
        try:
            functions.update_function_configuration(
                FunctionName=WRITERS[0], Environment={"Variables": variables}, RevisionId=held["RevisionId"]
            )
            wrote += 1
        except functions.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("PreconditionFailedException", "ResourceConflictException"):
                raise
            refused += 1
        time.sleep(0.05)
    return {"wrote": wrote, "refused": refused, "last": f"race {wrote}"}


def shards():
    kinesis = client("kinesis")
    told, token = [], {"StreamName": STREAM}
    while token:
        answer = kinesis.list_shards(**token)
        told += answer["Shards"]
        token = {"NextToken": answer["NextToken"]} if answer.get("NextToken") else None
    return [shard["ShardId"] for shard in told if "EndingSequenceNumber" not in shard["SequenceNumberRange"]]


def stream():
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName=STREAM, ShardCount=2)
    for _ in range(240):
        if kinesis.describe_stream_summary(StreamName=STREAM)["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
        time.sleep(0.25)
    raise SystemExit("the stream did not become ACTIVE within a minute")


def parameters():
    ssm = client("ssm")
    ssm.put_parameter(Name="/prices/use-kinesis", Value="true", Type="String")
    ssm.put_parameter(Name="/prices/kinesis-percentage", Value="10", Type="String")
    ssm.put_parameter(Name="/prices/other", Value="kept", Type="String")


def parameter_values():
    ssm = client("ssm")
    names = ["/prices/use-kinesis", "/prices/kinesis-percentage", "/prices/other"]
    return {name: ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in names}


FLAGS = {
    "version": "1",
    "flags": {"kinesis": {"name": "kinesis", "attributes": {"percentage": {"constraints": {"type": "number"}}}}, "other": {"name": "other"}},
    "values": {"kinesis": {"enabled": True, "percentage": 10}, "other": {"enabled": True}},
}


def flags():
    appconfig = client("appconfig")
    application = appconfig.create_application(Name="prices")["Id"]
    environment = appconfig.create_environment(ApplicationId=application, Name="prod")["Id"]
    profile = appconfig.create_configuration_profile(
        ApplicationId=application, Name="flags", LocationUri="hosted", Type="AWS.AppConfig.FeatureFlags"
    )["Id"]
    made = appconfig.create_hosted_configuration_version(
        ApplicationId=application, ConfigurationProfileId=profile, Content=json.dumps(FLAGS).encode(), ContentType="application/json"
    )
    strategy = appconfig.create_deployment_strategy(
        Name="AtOnce", DeploymentDurationInMinutes=0, GrowthFactor=100, FinalBakeTimeInMinutes=0, ReplicateTo="NONE"
    )["Id"]
    appconfig.start_deployment(
        ApplicationId=application,
        EnvironmentId=environment,
        ConfigurationProfileId=profile,
        DeploymentStrategyId=strategy,
        ConfigurationVersion=str(made["VersionNumber"]),
    )
    return {"strategy": strategy}


def flag_document():
    appconfig = client("appconfig")
    application = appconfig.list_applications()["Items"][0]["Id"]
    environment = appconfig.list_environments(ApplicationId=application)["Items"][0]["Id"]
    profile = appconfig.list_configuration_profiles(ApplicationId=application)["Items"][0]["Id"]
    deployments = appconfig.list_deployments(ApplicationId=application, EnvironmentId=environment)["Items"]
    newest = max(deployments, key=lambda deployment: deployment["DeploymentNumber"])["ConfigurationVersion"]  # AWS lists the newest first
    content = appconfig.get_hosted_configuration_version(
        ApplicationId=application, ConfigurationProfileId=profile, VersionNumber=int(newest)
    )["Content"].read()
    return {"deployed": newest, "document": json.loads(content)}


ACTIONS = {
    "stream": stream,
    "shards": shards,
    "writers": writers,
    "elsewhere": elsewhere,
    "race": race,
    "environments": environments,
    "parameters": parameters,
    "parameter-values": parameter_values,
    "flags": flags,
    "flag-document": flag_document,
}
json.dump(ACTIONS[action](), sys.stdout)
