"""Calls to Bedrock models: requests, replies, retries, prices."""
