"""What watches a sandbox: alarms, the topic that they notify, and the dashboard."""
