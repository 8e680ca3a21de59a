"""The score tells pets and persons apart: it spreads over many jobs."""

import random
import statistics
from itertools import cycle, islice
from uuid import UUID

from agent.person.casting import Casting, job_seed
from agent.person.similarity import similarity
from local.bedrock.vision.personality import group_scores
from local.bedrock.writer import career, identity
from testing.replies import pet_analysis

JOBS = 200


def test_over_200_profiles_the_score_spreads_by_at_least_20() -> None:
    drawn, scores = random.Random(17), []
    for number, group in enumerate(islice(cycle(group_scores()), JOBS)):
        job_id = str(UUID(int=number))
        dimensions = {name: min(100, max(0, round(drawn.gauss(score, 12)))) for name, score in group.items()}
        analysis = pet_analysis(species=drawn.choice(["dog", "cat", "rabbit"]), personality_dimensions=dimensions)
        variation = job_seed(job_id, below=1_000_000)
        person = career(analysis, Casting.of(job_id).presentation, variation)
        scores.append(similarity(analysis, person, identity(analysis, person, variation)))

    tenths = statistics.quantiles([one.score for one in scores], n=10)
    assert tenths[-1] - tenths[0] >= 20
    assert {one.name for one in scores} >= {60.0, 100.0}
