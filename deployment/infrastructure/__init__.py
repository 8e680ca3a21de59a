"""The resources that tc can't create, one kind in each file: buckets, table, queues, secret and parameters."""
