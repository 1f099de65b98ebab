"""The drawings that stand in for photos."""

import io

import pytest
from PIL import Image

from mashangban.demonstration.pictures import SCENES, photo
from mashangban.demonstration.words import read, reports
from mashangban.files import imaging


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("mended", [False, True])
def test_a_scene_is_a_photo_that_the_store_takes(scene: str, mended: bool) -> None:
    content = photo(scene, mended=mended)
    assert imaging.inspect(content).type == "image/jpeg"
    rendered = imaging.render(content)
    assert (rendered.width, rendered.height) == (1200, 900)


@pytest.mark.parametrize("scene", SCENES)
def test_found_mended_and_mirrored_are_four_pictures(scene: str) -> None:
    pictures = {
        photo(scene, mended=mended, mirrored=mirrored)
        for mended in (False, True)
        for mirrored in (False, True)
    }
    assert len(pictures) == 4


def test_a_picture_is_not_one_flat_colour() -> None:
    for scene in SCENES:
        with Image.open(io.BytesIO(photo(scene, mended=False))) as image:
            assert len(image.convert("P").getcolors() or ()) > 8


def test_every_scene_named_in_the_texts_can_be_drawn() -> None:
    named = {case.draw for cases in reports().cases.values() for case in cases}
    named |= {row["draw"] for row in read("opening.yaml")}
    assert named - {""} == set(SCENES)
