"""Builds the packages for AWS, without Docker: each function's lambda.zip, and the agent's code zip.

The functions' part imports only the standard library, so that tc can run it with any python3.
"""
