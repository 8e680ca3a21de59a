"""What a cold start is compared with: `make_clients.py SERVICE...` imports boto3 and makes the same clients."""

import sys

import boto3
from botocore.config import Config

_QUICK = Config(connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 2, "mode": "standard"})

for service in sys.argv[1:]:
    boto3.client(service, config=_QUICK)
