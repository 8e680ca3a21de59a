"""The vision of the stand-in: a real image classifier, and an analysis of the pet from its results."""

from local.bedrock.vision.sight import UnreadablePhotoError
from local.bedrock.vision.vision import Vision
from local.bedrock.vision.weights import WeightsError

__all__ = ["UnreadablePhotoError", "Vision", "WeightsError"]
