"""The Bedrock stand-in: answers Converse and InvokeModel requests without a network."""
