"""Faults of who may do what: tc's own roles, EventBridge's permission, what browsers may do with buckets."""

import json
from collections.abc import Iterator
from typing import Final

from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes
from tests.integration.doctor.planting import Faults

ROLE: Final = "tc-base-route-local"
HANDLER: Final = "petavatar_s3-event-handler_local"
RULE: Final = "tc-petavatar-UploadCreated-local"
WIDE: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "states:*", "Resource": "*"}]}

FAULTS: Final = Faults()
fault = FAULTS.add


@fault(
    "gateway that may do anything", f"role {ROLE}", "does not need: states:*", Level.WARNING, fix="tc update -s local"
)
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    iam = system.client("iam")
    right = system.topology.base_roles[ROLE]["Statement"]
    wide = {**WIDE, "Statement": [*WIDE["Statement"], *right]}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(WIDE))
    iam.put_role_policy(RoleName=ROLE, PolicyName=ROLE, PolicyDocument=json.dumps(wide))
    yield
    iam.delete_role_policy(RoleName=ROLE, PolicyName=ROLE)
    iam.delete_role(RoleName=ROLE)


@fault("rules of strangers", f"rule {RULE}", "rules of other accounts", Level.WARNING, fix="scripts.post_deploy")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    functions = system.client("lambda")
    functions.add_permission(
        FunctionName=HANDLER, StatementId="wide", Action="lambda:InvokeFunction", Principal="events.amazonaws.com"
    )
    yield
    functions.remove_permission(FunctionName=HANDLER, StatementId="wide")


@fault("browsers that may put", "bucket petavatar-uploads", "needs: PUT", Level.WARNING, fix="create_infrastructure")
def _(system: LocalSystem, _: ControlPlanes) -> Iterator[None]:
    s3, bucket = system.client("s3"), system.upload_bucket
    # The system of the tests has no page, so that no origin is allowed at all.
    rule = {"AllowedOrigins": [], **s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]}
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [{**rule, "AllowedMethods": ["POST", "PUT"]}]})
    yield
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
