"""What a cold start is compared with: `make_clients.py SERVICE...` imports boto3 and makes the same clients."""

import sys
from typing import Any

import boto3
from botocore.config import Config

_QUICK = Config(connect_timeout=2, read_timeout=4, retries={"total_max_attempts": 2, "mode": "standard"})

make: Any = boto3.client
for service in sys.argv[1:]:
    make(service, config=_QUICK)
