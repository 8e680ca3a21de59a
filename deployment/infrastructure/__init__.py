"""What tc can't make: buckets, table, queues, secret and parameters. Each file makes one kind of resource."""
