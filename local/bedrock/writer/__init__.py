"""The writer of the offline stand-in: writes careers and identities from tables of texts, with no model at all.

Both functions are pure: the same arguments give the same answer, on any machine.
"""

from local.bedrock.writer.biography import identity
from local.bedrock.writer.counsel import career

__all__ = ["career", "identity"]
