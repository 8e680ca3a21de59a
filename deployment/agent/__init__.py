"""The agent on Bedrock AgentCore: code, role, policy, settings and runtime."""
