"""One answer a question and build: asked once, and given to all sessions without a copy."""

from pages.parts import reads
from warehouse.answers.choices import choices


def test_a_question_is_asked_once_and_its_answer_is_the_same_object(reading, monkeypatch):
    asked = []

    def question(build, about, *, viewer):
        asked.append((build.id, about, viewer.name))
        return (about,)

    first = reads.ask(question, "waits")
    assert reads.ask(question, "waits") is first
    assert reads.ask(question, "talks") == ("talks",)
    assert [about for _, about, _ in asked] == ["waits", "talks"]


def test_answers_of_the_warehouse_are_kept_too(reading):
    assert reads.ask(choices) is reads.ask(choices)
