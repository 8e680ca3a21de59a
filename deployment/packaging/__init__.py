"""Builds what AWS runs, without Docker: each function's lambda.zip, and the agent's code zip.

The functions' part imports the standard library alone, so that tc can run it by any python3.
"""
