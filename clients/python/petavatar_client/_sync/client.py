# Generated from _async/client.py by scripts/sync_client.py: change that instead.
"""The client of PetAvatar's REST API, and of the presigned addresses that it hands out."""

from petavatar_client._sync.downloads import Downloads
from petavatar_client._sync.making import Making
from petavatar_client._sync.publishing import Publishing


class PetAvatarClient(Making, Downloads, Publishing):
    """Speaks to one deployment. Every request has a timeout, and the key goes to the API alone.

    Each method raises a `PetAvatarClientError`: `Unreachable` if there is no answer, `UnexpectedAnswer` if it makes no
    sense, `ApiProblem` if the API refuses. A request is sent again, up to four times in all, where there is no answer,
    or where the server says that this can help, and as late as it says. At most four requests to the API are on the
    way at once.

    >>> with PetAvatarClient() as client:
    ...     results = client.create("photo.jpg", style="creative")
    >>> print(results.identity.job_title)
    """
