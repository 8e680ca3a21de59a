"""Removes a sandbox, one kind of resource in each file. Missing resources are skipped; removed ones are reported."""
