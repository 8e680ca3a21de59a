"""The pet's region follows the colours that belong to the pet."""

import numpy as np

from local.bedrock.vision.colour import lab
from local.bedrock.vision.region import pet_region
from local.bedrock.vision.sight import GRID


def blurred_evidence() -> np.ndarray:
    rows, columns = np.indices((GRID, GRID))
    return np.exp(-((rows - 48) ** 2 + (columns - 48) ** 2) / (2 * 22**2))


def test_an_orange_pet_is_cut_out_of_green_grass() -> None:
    # given a tall orange pet on grass, and evidence that is a round blob
    pet = np.zeros((GRID, GRID), bool)
    pet[24:78, 36:60] = True
    colours = lab(np.where(pet[..., None], (200, 120, 40), (60, 130, 50)).astype(float))
    # when the region is cut out
    region = pet_region(colours, blurred_evidence()) > 0.5
    # then it's the pet's shape and not the blob's
    overlap = (region & pet).sum() / (region | pet).sum()
    assert overlap > 0.8


def test_a_picture_of_one_colour_keeps_the_evidence_as_its_region() -> None:
    region = pet_region(np.full((GRID, GRID, 3), 50.0), blurred_evidence())
    assert np.isfinite(region).all()
    assert region[48, 48] > 0.7
    assert region[2, 2] < 0.1
