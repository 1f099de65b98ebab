"""No personal data in the clear: a whole walk over HTTP with odd words in every place for words.

What is written is looked for in every table, in every file below the home folder and in the log.
Then the reporter is erased, and the pages still stand, without the words.
"""

import io
import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from procrastinate.contrib.django import app

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Installation, Person
from mashangban.accounts.types import DetailKind
from mashangban.audit import sealing
from mashangban.events.models import Delivery
from mashangban.files.models import Photo
from mashangban.files.types import PhotoState
from mashangban.kit import clock, crypto
from mashangban.notifications.models import Notification
from mashangban.registry import actions as registry
from mashangban.registry.models import ManagerPost
from mashangban.service_requests.models import RequestPhoto, ServiceRequest
from mashangban.service_requests.states import S
from tests import canaries
from tests.jobs import count_jobs, forget_jobs, make_jobs_due, run_due_jobs
from tests.logged import Logged, logging_to_memory
from tests.owners import an_entrance, cast, freeze, hold, open_vote, units
from tests.sign_in import sign_in
from tests.world import ALWAYS, NOW, PASSWORD, SETUP, Staff, World, make_world

PHONE: Final = canaries.PHONE
DESCRIPTION: Final = "厨房龘水管爆裂 quixotic-marmalade"
PLACE: Final = "麤楼靐单元 obsidian-walrus"
EXIF: Final = "periwinkle-xylograph-7731"
FILE_NAME: Final = "zeppelin-turmeric-我家.jpg"
REASON: Final = "还是齾漏水 umbrella-pterodactyl"
RESOLUTION: Final = "换了纞阀门 gossamer-rutabaga"
COMMENT: Final = "师傅爨很好 kaleidoscope-tangerine"
REVEAL: Final = "约籲上门 bandicoot-saffron"
STAFF_NAME: Final = canaries.NAME
STAFF_EMAIL: Final = canaries.EMAIL
MISTAKE: Final = "鸜密码 hippocampus-velvet"
OWNER: Final = "龗业主麤 marzipan-octopus"
OWNER_PHONE: Final = "13900737373"
OPENING: Final = "寄票籲 sassafras-walnut"
MANDATE: Final = "代缴齾费 cinnamon-axolotl"
WORDS: Final = (
    PHONE, DESCRIPTION, PLACE, EXIF, FILE_NAME, REASON, RESOLUTION, COMMENT, REVEAL,
    STAFF_NAME, STAFF_EMAIL, MISTAKE, OWNER, OWNER_PHONE, OPENING, MANDATE,
)  # fmt: skip
PLACEHOLDER: Final = "文字和照片已随个人信息一起删除"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, db: None) -> Iterator[Path]:
    """A home of its own, so that every file in it comes from this walk."""
    settings.HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    Installation.objects.all().delete()
    crypto.forget_cached_keys()
    forget_jobs()
    yield tmp_path
    forget_jobs()
    crypto.forget_cached_keys()


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def world(home: Path) -> World:
    return make_world()


@pytest.fixture
def logged() -> Iterator[Logged]:
    with logging_to_memory() as found:
        yield found


def a_photo() -> SimpleUploadedFile:
    """A photo whose EXIF, comment and file name say more than the picture."""
    exif = Image.Exif()
    exif[0x010E] = EXIF  # ImageDescription
    exif[0x013B] = EXIF  # Artist
    exif.get_ifd(0x8825)[0x1D] = EXIF  # GPSDateStamp
    buffer = io.BytesIO()
    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    picture.save(buffer, "JPEG", exif=exif, comment=EXIF.encode())
    assert buffer.getvalue().count(EXIF.encode()) == 4
    return SimpleUploadedFile(FILE_NAME, buffer.getvalue(), content_type="image/jpeg")


def text(response: HttpResponse) -> str:
    return response.content.decode()


def sent(client: Client, path: str, **fields: object) -> HttpResponse:
    response = client.post(path, fields)
    assert response.status_code == HTTPStatus.FOUND, (path, text(response))
    return response


class Walk:
    """One walk of a report through everything people can do with it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.resident = Client()
        self.handler = self._signed_in(self._with_odd_details(world))
        self.link = ""
        self.page = ""

    def _with_odd_details(self, world: World) -> Staff:
        """Put somebody whose name and address are odd, too, into the manager's place."""
        person = accounts.create_person(
            by=SETUP,
            at=NOW,
            details={DetailKind.NAME: STAFF_NAME, DetailKind.EMAIL: STAFF_EMAIL.upper()},
        )
        user = accounts.create_user(
            username="odd", password=PASSWORD, person=person, by=SETUP, at=NOW
        )
        for role in ("project_manager", "bureau"):
            accounts.grant(
                person=person,
                role=role,
                scope=world.compound.scope,
                period=ALWAYS,
                by=SETUP,
                at=NOW,
            )
        (post,) = ManagerPost.objects.filter(person=world.he.person)
        post.delete()
        registry.appoint_manager(area=post.area, person=person, period=ALWAYS, by=SETUP, at=NOW)
        return Staff(person, user)

    def _signed_in(self, staff: Staff) -> Client:
        """Sign in through the page, after a mistake; then show the second factor."""
        client = Client()
        client.post("/accounts/login/", {"login": MISTAKE, "password": MISTAKE})
        client.post("/accounts/login/", {"login": "odd", "password": MISTAKE})
        sent(client, "/accounts/login/", login="odd", password=PASSWORD)
        sign_in(client, staff.user)
        return client

    @property
    def reporter(self) -> Person:
        return ServiceRequest.objects.get().reporter

    @property
    def token(self) -> str:
        return self.link.strip("/").rpartition("/")[2]

    def report(self) -> None:
        address = f"/c/{self.world.code.token}/report/"
        fields = {
            "category": "water",
            "spot": "elsewhere",
            "place": PLACE,
            "description": DESCRIPTION,
            "phone": f"+86 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}",
            "idempotency_key": str(uuid.uuid4()),
        }
        for mistake in (
            {"category": ""},
            {"phone": f"{PHONE}转{DESCRIPTION}"},
            {"description": DESCRIPTION * 60},
            {"category": DESCRIPTION},
            {"photos": SimpleUploadedFile(FILE_NAME, EXIF.encode())},
        ):
            answer = self.resident.post(address, {**fields, **mistake})
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, mistake
        self.resident.post(address, "{" + DESCRIPTION, content_type="application/json")
        photos = [a_photo(), a_photo()]
        answer = sent(self.resident, address, **fields, photos=photos)
        for photo in photos:
            photo.seek(0)
        again = sent(self.resident, address, **fields, photos=photos)
        assert again.headers["Location"] == answer.headers["Location"]
        self.link = answer.headers["Location"].removesuffix("?new=1")
        self.page = f"/requests/{ServiceRequest.objects.get().pk}/"
        for shown in (DESCRIPTION[:8], PLACE):
            assert shown in text(self.resident.get(answer.headers["Location"]))

    def mend(self) -> None:
        for step in ("accept", "start"):
            sent(self.handler, f"{self.page}{step}/")
        sent(self.handler, f"{self.page}resolve/", text=RESOLUTION, photos=[a_photo()])

    def look_around(self) -> None:
        for path in ("/", "/requests/", f"/requests/?q={PHONE}", self.page, "/notifications/"):
            assert self.handler.get(path).status_code == HTTPStatus.OK
        answer = self.handler.post(f"{self.page}contact/", {"reason": REVEAL})
        assert PHONE in text(answer)
        for path in (self.link, "/my/"):
            assert self.resident.get(path).status_code == HTTPStatus.OK

    def see_photos(self) -> int:
        """Open every photo that the pages of either side show; return how many there were."""
        opened = 0
        for client, page in ((self.handler, self.page), (self.resident, self.link)):
            for path in set(re.findall(r'"(/[^"]+/photos/[^"]+)"', text(client.get(page)))):
                answer = client.get(path)
                assert answer.status_code == HTTPStatus.OK
                assert EXIF.encode() not in answer.content
                opened += 1
        return opened

    def send_back_and_accept(self) -> None:
        sent(self.resident, f"{self.link}reopen/", text=REASON, photos=[a_photo()])
        self.mend()
        sent(self.resident, f"{self.link}confirm/")
        sent(self.resident, f"{self.link}rate/", score="4", text=COMMENT)

    def stray(self) -> None:
        """Ask for what is not there, with odd words in the address."""
        for client in (self.resident, self.handler):
            for path in (f"/f/{PHONE}/", f"/c/{PHONE}/", f"/{PHONE}/", f"/requests/{PHONE}/"):
                assert client.get(path, {"q": DESCRIPTION}).status_code == HTTPStatus.NOT_FOUND
            client.post("/preferences/", {"language": DESCRIPTION, "next": f"/{PHONE}/"})
        strict = Client(enforce_csrf_checks=True)
        assert strict.post(self.link).status_code == HTTPStatus.FORBIDDEN


def fail(*_: object, **__: object) -> None:
    raise ValueError(f"{DESCRIPTION} {PHONE} {STAFF_EMAIL}")


def break_things(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a page, the delivery of an event and jobs fail, each with odd words."""
    walk.handler.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("mashangban.service_requests.presenters.staff_detail", fail)
        broken.setattr("mashangban.service_requests.queries.reporter_of", fail)
        broken.setattr("mashangban.service_requests.handlers.managers_of", fail)
        broken.setattr("mashangban.notifications.actions.deliver_due", fail)
        broken.setattr("mashangban.files.decoding.render", fail)
        answer = walk.handler.get(walk.page)
        assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        assert not canaries.traces_in_text(text(answer), WORDS)
        app.configure_task("notifications.deliver").defer()
        run_due_jobs()
    assert count_jobs("notifications.deliver", "failed") == 1
    walk.handler.raise_request_exception = True
    assert Delivery.objects.exclude(error="").exists()


def run_everything(at_least: int = 3) -> None:
    """Run the jobs, those that wait for a second try, too."""
    for _ in range(at_least):
        make_jobs_due()
        run_due_jobs()


def test_nothing_personal_is_in_the_clear_and_nothing_is_left_after_erasing(
    world: World,
    home: Path,
    logged: Logged,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    walk = Walk(world)
    walk.report()
    break_things(walk, monkeypatch)
    walk.mend()
    walk.look_around()
    with clock.frozen(NOW + timedelta(minutes=10)):
        run_everything()
    assert walk.see_photos() >= 6
    walk.send_back_and_accept()
    own_and_vote(walk)
    walk.stray()
    with clock.frozen(NOW + timedelta(minutes=20)):
        run_everything()
    sealing.seal(at=NOW + timedelta(hours=1))

    assert ServiceRequest.objects.get().state == S.CLOSED
    assert set(Photo.objects.values_list("state", flat=True)) == {PhotoState.READY}
    assert not Delivery.objects.filter(delivered_at=None).exists()
    assert mail.outbox[0].to == [STAFF_EMAIL]
    assert not canaries.traces_in_text(mail.outbox[0].body, WORDS)
    assert {path.parent.name for path in home.rglob("*.checkpoint")} == {"checkpoints"}
    secret_link = walk.token
    look_for(home, logged, capfd, (*WORDS, secret_link))

    erase(walk)
    pages_stand_without_words(walk)
    look_for(home, logged, capfd, (*WORDS, secret_link))
    (left,) = Person.objects.filter(pk=walk.reporter.pk)
    assert left.wrapped_key is None


def own_and_vote(walk: Walk) -> None:
    """Let somebody with an odd name own a unit, and bind its household; open the roll's names."""
    (unit,) = units(an_entrance(walk.world.compound), "45.00")
    owner = registry.add_owner(name=OWNER, phone=OWNER_PHONE, by=SETUP, at=NOW)
    hold(unit, owner)
    roll = freeze(walk.world.compound)
    cast(open_vote(roll), "for", [1])
    answer = walk.handler.post(f"/registry/rolls/{roll.pk}/", {"reason": OPENING})
    assert OWNER in text(answer)
    (slip,) = registry.issue_slips(compound_id=walk.world.compound.pk, by=SETUP, at=NOW)
    fields = {"role": "agent", "mandate": MANDATE, "phone": OWNER_PHONE, "name": OWNER}
    sent(walk.resident, f"/h/{slip.code}/", **fields)
    assert "12 号" in text(walk.resident.get("/my/homes/"))
    assert canaries.traces_in_database((slip.code, slip.code.replace("-", ""))) == []


def look_for(
    home: Path, logged: Logged, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """Search tables, files and everything that was said; there must have been something."""
    assert len(list(home.rglob("*"))) > 20
    said = {(line["logger"].partition(".")[0], line.get("error")) for line in logged.lines}
    assert said >= {("mashangban", None), ("mashangban", "ValueError")}
    assert ("procrastinate", "ValueError") in said
    out, err = capfd.readouterr()
    assert canaries.traces_in_database(words) == []
    assert canaries.traces_in_files(home, words) == []
    assert canaries.traces_in_text(f"{logged.text}{out}{err}", words) == []
    assert canaries.traces_in_text(json.dumps(logged.lines, ensure_ascii=False), words) == []


def erase(walk: Walk) -> None:
    at = NOW + timedelta(hours=2)
    photos = list(RequestPhoto.objects.values_list("photo_id", flat=True))
    assert len(photos) == 5
    accounts.erase_person(person=walk.reporter, by=SETUP, at=at)
    with clock.frozen(at):
        run_everything()
    assert set(Photo.objects.values_list("state", flat=True)) == {PhotoState.REFUSED}


def pages_stand_without_words(walk: Walk) -> None:
    personal = [word for word in WORDS if word not in (STAFF_NAME, STAFF_EMAIL)]
    for client, path in (
        (walk.handler, walk.page),
        (walk.resident, walk.link),
        (walk.resident, "/my/"),
        (walk.handler, "/requests/?tab=all"),
        (walk.handler, "/"),
    ):
        answer = client.get(path)
        assert answer.status_code == HTTPStatus.OK, path
        assert canaries.traces_in_text(text(answer), personal) == [], path
        assert "/photos/" not in text(answer), path
        assert (PLACEHOLDER in text(answer)) == (path in (walk.page, walk.link)), path
    assert "已删除" in text(walk.handler.get(walk.page))  # place and telephone
    assert "听松小区" in text(walk.resident.get(walk.link))
    for photo_id in RequestPhoto.objects.values_list("photo_id", flat=True):
        for client, page in ((walk.handler, walk.page), (walk.resident, walk.link)):
            assert client.get(f"{page}photos/{photo_id}/full").status_code == HTTPStatus.NOT_FOUND
    answer = walk.handler.post(f"{walk.page}contact/", {"reason": REVEAL})
    assert answer.status_code == HTTPStatus.GONE
    assert PHONE not in text(answer)


def test_the_search_sees_what_it_should(world: World, home: Path, logged: Logged) -> None:
    """Its silence means something: each word is found where it would be written."""
    for number, word in enumerate(WORDS):
        Notification.objects.create(
            id=uuid.uuid4(),
            recipient=world.he.person,
            channel="in_app",
            kind=f"k{number}",
            params={"words": f"…{word}…"},
            path="",
            dedupe=str(number),
            created_at=NOW,
            state="waiting",
            due_at=NOW,
        )
        assert canaries.traces_in_database((word,)) == ["notifications_notification.params"], word
        (home / "file.bin").write_bytes(b"\x00\xff" + word.encode() + b"\x00")
        assert canaries.traces_in_files(home, (word,)) == ["file.bin"], word
        assert canaries.traces_in_text(json.dumps({"x": word}), (word,)) == [word]
