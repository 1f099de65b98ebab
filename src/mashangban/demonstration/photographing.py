"""Pictures for some stories, kept where photos are kept: encrypted, in both sizes, ready."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from mashangban.accounts.models import Person
from mashangban.demonstration import pictures
from mashangban.demonstration.stories import Move, Story
from mashangban.files import actions as files
from mashangban.files import imaging
from mashangban.files.models import Photo
from mashangban.files.types import Rendered
from mashangban.service_requests.states import Step

_MADE_SAFE_AFTER: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Camera:
    """Takes the pictures of the stories whose seeds are `used`."""

    used: Set[str] = frozenset()

    def before(self, story: Story, *, of: Person) -> Sequence[Photo]:
        """Return the photo that comes with the report, if any; its files are written."""
        if not self._is_shown(story):
            return ()
        return (_take(story, of, story.at, mended=False),)

    def after(self, story: Story, move: Move, *, of: Person) -> Sequence[Photo]:
        """Return the photo that comes with a step, if any: of what was mended."""
        if move.step is not Step.RESOLVE or not self._is_shown(story):
            return ()
        return (_take(story, of, move.at, mended=True),)

    def _is_shown(self, story: Story) -> bool:
        return bool(story.draw) and story.seed in self.used


def _take(story: Story, person: Person, at: datetime, *, mended: bool) -> Photo:
    mirrored = story.at.minute % 2 == 1
    content = pictures.photo(story.draw, mended=mended, mirrored=mirrored)
    received = files.compose_photo(
        person=person, header=imaging.inspect(content), size=len(content), at=at
    )
    rendered = _rendered(story.draw, mended, mirrored)
    photo = files.compose_ready(photo=received, rendered=rendered, at=at + _MADE_SAFE_AFTER)
    files.write_renditions(photo=photo, rendered=rendered)
    return photo


@cache
def _rendered(scene: str, mended: bool, mirrored: bool) -> Rendered:
    """Return a picture of ours made safe; being ours, it needs no process of its own for that."""
    return imaging.render(pictures.photo(scene, mended=mended, mirrored=mirrored))
