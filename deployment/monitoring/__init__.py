"""The monitoring of a sandbox: alarms, the topic that they notify, and the dashboard."""
