"""PetAvatarAgent: the Strands agent on Bedrock AgentCore. Everything that reads pixels or calls a model."""
