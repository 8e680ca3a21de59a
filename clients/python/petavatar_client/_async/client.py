"""The client of PetAvatar's REST API, and of the presigned addresses that it hands out."""

from petavatar_client._async.downloads import AsyncDownloads
from petavatar_client._async.making import AsyncMaking
from petavatar_client._async.publishing import AsyncPublishing


class AsyncPetAvatarClient(AsyncMaking, AsyncDownloads, AsyncPublishing):
    """Speaks to one deployment. Every request has a timeout, and the key goes to the API alone.

    Each method raises a `PetAvatarClientError`: `Unreachable` if there is no answer, `UnexpectedAnswer` if it makes no
    sense, `ApiProblem` if the API refuses. A request is sent again, up to four times in all, where there is no answer,
    or where the server says that this can help, and as late as it says. At most four requests to the API are on the
    way at once.

    >>> async with AsyncPetAvatarClient() as client:
    ...     results = await client.create("photo.jpg", style="creative")
    >>> print(results.identity.job_title)
    """
