"""The Bedrock stand-in: answers Converse and InvokeModel from the request alone, without a network."""
