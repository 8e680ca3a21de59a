"""The client that blocks: generated from the one for asyncio."""
