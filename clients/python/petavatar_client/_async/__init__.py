"""The client for asyncio: what is written by hand."""
