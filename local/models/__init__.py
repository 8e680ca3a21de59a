"""Real models in the place of the offline stand-in: Amazon Bedrock's, or those of any server that speaks OpenAI's API.

The agent is the same and sees none of the credentials: it calls the local endpoint, as ever, which passes its requests
on. What they cost is counted there, and no call may pass the limit.
"""
