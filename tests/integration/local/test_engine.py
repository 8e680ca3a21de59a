"""The engine: on the loopback interface, with its operator's key, gone without a trace."""

import json
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError

from local import engine as own
from local.engine import client_factory
from local.process import StartError
from tests.support.engines.place import ACCOUNT, REGION, Engine, unique

PRIVATE, PICTURES, SHELF, FILLER = map(unique, ("private-things", "pictures", "shelf", "filler"))
A_PROCESS = pytest.mark.own_engine("it starts, watches or ends an engine's process")


@pytest.mark.own_engine("its operator is the account itself")
def test_the_operator_may_do_everything(engine: Engine) -> None:
    identity = engine.clients()("sts").get_caller_identity()

    assert identity["Account"] == ACCOUNT
    assert identity["Arn"].endswith(":root")


def test_the_users_own_profile_and_proxy_do_not_matter(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert engine.clients()("sts").get_caller_identity()["Account"] == ACCOUNT


@pytest.mark.needs("iam-enforcement")
def test_an_unknown_key_may_do_nothing(engine: Engine) -> None:
    stranger = boto3.Session("AKIAUNKNOWN000000000", "x", region_name=REGION)

    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client_factory(stranger, engine.endpoint_url)("dynamodb").list_tables()


@pytest.mark.needs("s3-signatures")
def test_nobody_reads_objects_without_a_key(engine: Engine) -> None:
    s3 = engine.clients()("s3")
    s3.create_bucket(Bucket=PRIVATE)
    s3.put_object(Bucket=PRIVATE, Key="diary", Body=b"dear diary")

    answer = httpx.get(f"{engine.endpoint_url}/{PRIVATE}/diary", timeout=10)

    assert answer.status_code == 403


@pytest.mark.needs("s3-signatures")
class TestPresignedAddresses:
    @pytest.fixture
    def address(self, engine: Engine) -> str:
        s3 = engine.clients()("s3")
        s3.create_bucket(Bucket=PICTURES)
        s3.put_object(Bucket=PICTURES, Key="cat", Body=b"meow")
        s3.put_object(Bucket=PICTURES, Key="dog", Body=b"woof")
        return str(s3.generate_presigned_url("get_object", Params={"Bucket": PICTURES, "Key": "cat"}, ExpiresIn=60))

    def test_opens_its_object(self, address: str) -> None:
        assert httpx.get(address, timeout=10).content == b"meow"

    def test_opens_no_other(self, address: str) -> None:
        assert httpx.get(address.replace("/cat", "/dog"), timeout=10).status_code == 403


@pytest.mark.needs("iam-enforcement")
def test_a_role_may_do_what_it_names_and_nothing_else(engine: Engine) -> None:
    client = engine.clients()
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    may = {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": f"arn:aws:s3:::{SHELF}/in/*"}
    client("s3").create_bucket(Bucket=SHELF)
    iam = client("iam")
    iam.create_role(RoleName=FILLER, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    iam.put_role_policy(RoleName=FILLER, PolicyName="p", PolicyDocument=json.dumps({"Statement": [may]}))
    role = f"arn:aws:iam::{ACCOUNT}:role/{FILLER}"
    key = client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"], region_name=REGION)
    s3 = client_factory(session, engine.endpoint_url)("s3")

    s3.put_object(Bucket=SHELF, Key="in/book", Body=b"x")

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=SHELF, Key="out/book", Body=b"x")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket=SHELF, Key="in/book")


@A_PROCESS
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_the_loopback_interface_only(engine: Engine) -> None:
    listeners = Path("/proc/net/tcp").read_text().splitlines()[1:]
    port = f"{urlsplit(engine.endpoint_url).port:04X}"
    addresses = [fields[1] for line in listeners if (fields := line.split())[3] == "0A"]

    # 127.0.0.1, as /proc has it.
    assert [a.partition(":")[0] for a in addresses if a.endswith(f":{port}")] == ["0100007F"]


@A_PROCESS
def test_two_engines_run_side_by_side_and_share_nothing(engine: Engine, tmp_path: Path) -> None:
    with own.Engine(tmp_path, tmp_path) as other:
        other.wait()
        other.clients()("s3").create_bucket(Bucket="only-here")

        names = [bucket["Name"] for bucket in engine.clients()("s3").list_buckets()["Buckets"]]

    assert "only-here" not in names


@A_PROCESS
def test_it_is_gone_after_the_block(tmp_path: Path) -> None:
    with own.Engine(tmp_path, tmp_path) as engine:
        engine.wait()

    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", engine.port)) != 0


@A_PROCESS
def test_a_port_that_is_taken_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        monkeypatch.setattr("local.engine.free_port", lambda: squatter.getsockname()[1])

        with own.Engine(tmp_path, tmp_path) as engine, pytest.raises(StartError, match="already in use"):
            engine.wait()
