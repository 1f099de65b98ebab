"""What is known of people: protected at rest, found by phone, shown on purpose, erased for good."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from mashangban.accounts import actions, queries
from mashangban.accounts.errors import (
    DetailUnknown,
    InvalidEmail,
    InvalidPhone,
    PersonErased,
    ReasonMissing,
)
from mashangban.accounts.models import Grant, Person, PersonalDetail, Reveal, Scope, User
from mashangban.accounts.types import DetailKind
from mashangban.audit.models import Entry
from mashangban.events.models import Event
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from tests.apps.accounts.conftest import ALWAYS, AT, SETUP, TODAY

SOMEBODY = Actor.person(uuid.UUID(int=7))

pytestmark = pytest.mark.django_db


class TestWriting:
    def test_details_are_kept_encrypted_in_their_one_form(self, person: Person) -> None:
        assert queries.details_of(person.pk).phone == "13800000142"
        assert queries.details_of(person.pk).email == "wang.xm@example.com"
        for detail in person.details.all():
            assert b"13800000142" not in bytes(detail.ciphertext)
            assert "王".encode() not in bytes(detail.ciphertext)

    def test_a_detail_does_not_open_in_another_row(self, person: Person) -> None:
        name, phone = (
            person.details.get(kind=kind) for kind in (DetailKind.NAME, DetailKind.PHONE)
        )
        PersonalDetail.objects.filter(pk=name.pk).update(ciphertext=phone.ciphertext)
        with pytest.raises(crypto.WrongKey):
            queries.details_of(person.pk)

    def test_empty_details_are_left_out(self) -> None:
        rows = actions.compose_person(
            at=AT, details={DetailKind.NAME: " ", DetailKind.PHONE: "", DetailKind.EMAIL: ""}
        )
        assert rows.details == ()

    def test_composing_writes_nothing(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            actions.compose_person(at=AT, details={DetailKind.PHONE: "13800000142"})

    def test_a_name_is_not_looked_up(self, person: Person) -> None:
        looked_up = person.details.filter(lookup__isnull=False).values_list("kind", flat=True)
        assert set(looked_up) == {DetailKind.PHONE, DetailKind.EMAIL}

    @pytest.mark.parametrize(
        ("kind", "value", "refusal"),
        [
            (DetailKind.PHONE, "1380000", None),
            (DetailKind.PHONE, "138-", InvalidPhone),
            (DetailKind.PHONE, "ask my wife", InvalidPhone),
            (DetailKind.EMAIL, "wang at example", InvalidEmail),
        ],
    )
    def test_what_cannot_be_used_is_refused(
        self, kind: DetailKind, value: str, refusal: Any
    ) -> None:
        if refusal is None:
            actions.create_person(by=SETUP, at=AT, details={kind: value})
            return
        with pytest.raises(refusal) as caught:
            actions.create_person(by=SETUP, at=AT, details={kind: value})
        assert caught.value.field == kind
        assert not Person.objects.exists()

    def test_the_trail_says_who_made_whom_and_no_more(self, person: Person) -> None:
        entry = Entry.objects.get(verb="accounts.create_person")
        assert (entry.subject_kind, entry.subject_id) == ("person", str(person.pk))
        assert "王小明" not in entry.canonical
        assert "13800000142" not in entry.canonical

    def test_one_detail_of_a_kind(self, person: Person) -> None:
        detail = person.details.get(kind=DetailKind.PHONE)
        detail.pk = uuid.uuid4()
        with pytest.raises(IntegrityError, match="one_detail_of_a_kind"), transaction.atomic():
            detail.save(force_insert=True)


class TestReading:
    def test_names_of_many_in_one_query(
        self, person: Person, other: Person, django_assert_num_queries: Any
    ) -> None:
        people = [
            actions.create_person(by=SETUP, at=AT, details={DetailKind.NAME: f"住户{number}"})
            for number in range(20)
        ]
        unknown = uuid.uuid4()
        ids = [person.pk, other.pk, unknown, *(one.pk for one in people)]
        with django_assert_num_queries(1):
            names = queries.name_of(ids)
        assert names[person.pk] == "王小明"
        assert [names[one.pk] for one in people] == [f"住户{number}" for number in range(20)]
        assert names[other.pk] == "未留姓名"
        assert names[unknown] == "已注销人员"

    def test_nobody_is_no_query(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert queries.name_of([]) == {}

    def test_details_of_one_in_one_query(
        self, person: Person, other: Person, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            details = queries.details_of(person.pk)
        assert (details.name, details.erased) == ("王小明", False)
        assert queries.details_of(other.pk).name == ""
        assert not queries.details_of(other.pk).erased
        assert queries.details_of(uuid.uuid4()).erased

    def test_details_do_not_print_themselves(self, person: Person) -> None:
        assert "王小明" not in repr(queries.details_of(person.pk))

    @pytest.mark.parametrize(
        "typed", ["13800000142", "+86 138 0000 0142", "１３８-００００-０１４２"]
    )
    def test_found_by_phone_however_it_is_typed(self, person: Person, typed: str) -> None:
        assert queries.persons_with_phone(typed) == [person.pk]

    @pytest.mark.parametrize("typed", ["13800000143", "142", "nonsense", ""])
    def test_not_found_by_another_phone(self, person: Person, typed: str) -> None:
        assert queries.persons_with_phone(typed) == []

    def test_reach_in_one_query(
        self, user: User, other: Person, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            reach = {one.person_id: one for one in queries.reach_of([user.person_id, other.pk])}
        assert (reach[user.person_id].signs_in, reach[user.person_id].has_email) == (True, True)
        assert (reach[other.pk].signs_in, reach[other.pk].has_email) == (False, False)


class TestRevealing:
    def test_it_returns_the_detail_and_keeps_who_and_why(self, person: Person) -> None:
        reason = "回电约上门时间"
        phone = actions.reveal(
            person_id=person.pk, kind=DetailKind.PHONE, reason=reason, by=SOMEBODY, at=AT
        )
        assert phone == "13800000142"
        (record,) = queries.reveals_of(person.pk)
        assert (record.actor_id, record.kind, record.reason) == (
            SOMEBODY.id,
            DetailKind.PHONE,
            reason,
        )
        entry = Entry.objects.get(verb="accounts.reveal")
        assert (entry.actor_id, entry.subject_id) == (SOMEBODY.id, str(person.pk))
        assert str(Reveal.objects.get().pk) in entry.canonical
        assert reason not in entry.canonical

    @pytest.mark.parametrize("reason", ["", "  ", "\n"])
    def test_no_reason_no_look(self, person: Person, reason: str) -> None:
        with pytest.raises(ReasonMissing) as caught:
            actions.reveal(
                person_id=person.pk, kind=DetailKind.PHONE, reason=reason, by=SOMEBODY, at=AT
            )
        assert caught.value.field == "reason"
        assert not Reveal.objects.exists()

    def test_what_was_not_left_cannot_be_shown(self, other: Person) -> None:
        with pytest.raises(DetailUnknown):
            actions.reveal(
                person_id=other.pk, kind=DetailKind.PHONE, reason="why", by=SOMEBODY, at=AT
            )
        assert not Entry.objects.filter(verb="accounts.reveal").exists()


class TestErasing:
    def test_nothing_can_be_read_and_references_stay(
        self, user: User, compound: Scope, django_capture_on_commit_callbacks: Any
    ) -> None:
        person = user.person
        ciphertext = crypto.encrypt_text(person.wrapped_key, "厨房漏水", context="request-text:1")
        actions.grant(person=person, role="bureau", scope=compound, period=ALWAYS, by=SETUP, at=AT)
        actions.reveal(
            person_id=person.pk, kind=DetailKind.NAME, reason="核对姓名", by=SOMEBODY, at=AT
        )
        with django_capture_on_commit_callbacks(execute=True):
            actions.erase_person(person=person, by=SETUP, at=AT)

        row = Person.objects.get(pk=person.pk)
        assert (row.wrapped_key, row.erased_at) == (None, AT)
        assert person.wrapped_key is None
        with pytest.raises(crypto.KeyErased):
            crypto.decrypt_text(row.wrapped_key, ciphertext, context="request-text:1")
        assert not PersonalDetail.objects.filter(person=row).exists()
        assert queries.name_of([row.pk]) == {row.pk: "已注销人员"}
        assert queries.details_of(row.pk).erased
        assert queries.persons_with_phone("13800000142") == []
        assert [record.reason for record in queries.reveals_of(row.pk)] == [""]
        assert queries.reach_of([row.pk]) == []
        assert Grant.objects.get(person=row).period.upper == TODAY

    def test_the_sign_in_is_closed_and_forgets_its_name(self, user: User) -> None:
        actions.erase_person(person=user.person, by=SETUP, at=AT)
        closed = User.objects.get(pk=user.pk)
        assert not closed.is_active
        assert not closed.has_usable_password()
        assert closed.session_epoch == user.session_epoch + 1
        assert "wangxm" not in closed.username

    def test_it_is_recorded_and_told_once(self, person: Person) -> None:
        actions.erase_person(person=person, by=SOMEBODY, at=AT)
        actions.erase_person(person=person, by=SOMEBODY, at=AT)
        assert Entry.objects.filter(verb="accounts.erase_person").count() == 1
        event = Event.objects.get(kind="accounts.person_erased")
        assert event.payload == {"person_id": str(person.pk)}

    def test_nothing_more_can_be_revealed_or_given(self, person: Person) -> None:
        actions.erase_person(person=person, by=SETUP, at=AT)
        with pytest.raises(PersonErased):
            actions.reveal(
                person_id=person.pk, kind=DetailKind.PHONE, reason="why", by=SOMEBODY, at=AT
            )

    def test_the_key_left_no_copy_in_the_table(self, person: Person) -> None:
        key = bytes(person.wrapped_key or b"")
        actions.erase_person(person=person, by=SETUP, at=AT)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_person WHERE wrapped_key = %s", [key])
            assert cursor.fetchone() == (0,)

    def test_key_and_erasure_agree(self, person: Person) -> None:
        for changes in ({"wrapped_key": None}, {"erased_at": AT}):
            with (
                pytest.raises(IntegrityError, match="person_key_until_erased"),
                transaction.atomic(),
            ):
                Person.objects.filter(pk=person.pk).update(**changes)
