"""What tc cannot make: infrastructure, deployment helpers, operators' tools."""
