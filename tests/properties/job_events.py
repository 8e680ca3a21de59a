"""What may happen to a job: by which door it comes, who dies when, and what goes wrong."""

from typing import Final

from hypothesis import strategies as st

from petavatar.errors import AgentFailure, ContentRefused, ModelUnavailable, NoPetFound, PhotoReplaced

PERMANENT: Final = (NoPetFound("no pet"), ContentRefused("refused"), PhotoReplaced("replaced"))
TRANSIENT: Final = (AgentFailure("broke"), ModelUnavailable("busy"))
OF_THE_PHOTO: Final = (NoPetFound, PhotoReplaced)

doors = st.sampled_from(["post", "event"])
deaths = st.sampled_from([None, "before the send", "after the send"])
any_one = st.integers(0, 50)
