"""The eyes of the stand-in: a real image classifier, and an analysis of the pet in a photo made from what it sees."""

from local.bedrock.eyes.eyes import Eyes
from local.bedrock.eyes.sight import UnreadablePhotoError
from local.bedrock.eyes.weights import WeightsError

__all__ = ["Eyes", "UnreadablePhotoError", "WeightsError"]
