"""What every Lambda function and the agent share."""
