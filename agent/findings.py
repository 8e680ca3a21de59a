"""What is known while a run lasts: the parts of the result that its finished steps make, under their names there."""

from collections.abc import Mapping
from typing import Any

from agent.context import JobContext
from agent.result import IdentityPackage, likenesses_of, part_of, pet_of, texts_of
from agent.schemas import Profession
from agent.tools import analyze_pet_image, generate_avatar_image, generate_identity_package, map_personality_to_career


def findings_of(job: JobContext, done: Mapping[str, Any]) -> dict[str, Any]:
    """The findings of the steps that are done, and `avatar_key` once the portrait is stored.

    Args:
        job: the job.
        done: the results of the steps, by their names.
    """
    known: dict[str, Any] = {}
    if analyzed := done.get(analyze_pet_image.STEP):
        known["pet_analysis"] = pet_of(analyzed.analysis)
        known["pet_box"] = analyzed.analysis.pet_box.model_dump(mode="json")
    if analyzed and (career := done.get(map_personality_to_career.STEP)):
        known["career"] = part_of(Profession, career)
        known["identity"] = part_of(IdentityPackage, career)
        known["likenesses"] = likenesses_of(job, analyzed.analysis, career)
    if identity := done.get(generate_identity_package.STEP):
        known["identity"] = {**known["identity"], **texts_of(job, identity)}
    if avatar := done.get(generate_avatar_image.STEP):
        known["avatar_key"] = avatar.avatar_key
    return known
