"""Portraits: checks the image model's answer in a confined process."""

from typing import Final

SIZE_PX: Final = 1024
"""The width and height of the portraits that models are asked for, and the least of those that are stored."""
ON_CARD: Final = (540, 540)
"""The width and height that a portrait for the card has at least: it covers its place in each of the formats."""
FOCUS: Final = 0.3
"""Where a portrait's middle is when it is cut for the card, as a share of its height: faces are in the upper half."""
