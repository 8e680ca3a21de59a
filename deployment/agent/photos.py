"""Which photos an agent takes, and how large ones."""

from dataclasses import dataclass

from petavatar.image_format import ImageFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentPhotos:
    """The formats that are decoded, and the memory that this may take; None for the agent's defaults."""

    formats: tuple[ImageFormat, ...] | None = None
    memory_bytes: int | None = None

    def environment(self) -> dict[str, str]:
        """The agent's variables for it."""
        formats = {} if self.formats is None else {"ACCEPTED_FORMATS": ",".join(self.formats)}
        return formats | ({} if self.memory_bytes is None else {"PHOTO_MEMORY_BYTES": str(self.memory_bytes)})
