"""Stands in for scripts/deploy_agent.py: a runtime in the local engine's books, and a role that the agent may take.

The agent itself runs already; the gateway leads to it, whatever runtime is asked for.
"""

import argparse
import json

from deployment.agent.policy import agent_policy
from deployment.connection import Connection


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sandbox", required=True)
    connection = Connection.open(parser.parse_args().sandbox, None)
    client, names = connection.client, connection.names
    iam, role = client("iam"), names.agent_role
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{names.account}:root"}, "Action": "sts:AssumeRole"}
    try:
        arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        return
    iam.put_role_policy(RoleName=role, PolicyName=role, PolicyDocument=json.dumps(agent_policy(names)))
    runtime = client("bedrock-agentcore-control").create_agent_runtime(
        agentRuntimeName=names.agent_runtime,
        agentRuntimeArtifact={"containerConfiguration": {"containerUri": "an-image"}},
        roleArn=arn,
        networkConfiguration={"networkMode": "PUBLIC"},
    )
    client("ssm").put_parameter(
        Name=names.agent_runtime_parameter, Value=runtime["agentRuntimeArn"], Type="String", Overwrite=True
    )


if __name__ == "__main__":
    main()
