"""The writer of the offline stand-in: composes careers and identities from tables of texts, without a model.

Both functions are pure: the same arguments give the same result on any machine.
"""

from local.bedrock.writer.biography import identity
from local.bedrock.writer.career_choice import career

__all__ = ["career", "identity"]
