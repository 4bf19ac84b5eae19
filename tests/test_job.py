"""How often a translation runs its checks and reads models.txt, and its decoding threads."""

import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import pytest
from scripted import ScriptedEngine, scripted

from passerelle.modelstore import registry
from translate import Glossary, Translator, job, repair, work
from translate.checks import check
from translate.decodequeue import DecodeQueue, first_sentences
from translate.decoding import SentenceModel, Task
from translate.plan import plan
from translate.reading import Reading
from translate.recall import Recall, Result
from translate.types import Segment

SENTENCES = ["Le maire a ouvert la nouvelle école.", "La pluie tombe.", "Il est parti hier soir."]


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator("fr")


def test_a_sentence_without_findings_is_checked_once(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def counted(source: str, target: str, language: str, **options: Any) -> Any:
        checked.append(source)
        return check(source, target, language, **options)

    monkeypatch.setattr(work, "check", counted)
    translator.forget()
    done = translator.translate(SENTENCES)
    assert not any(segment.findings for one in done for segment in one.segments)
    assert sorted(checked) == sorted(SENTENCES)


def test_models_txt_is_read_once_for_many_texts(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = 0
    read = registry.load

    def counted(*arguments: Any) -> Any:
        nonlocal reads
        reads += 1
        return read(*arguments)

    monkeypatch.setattr(registry, "load", counted)
    translator.translate(SENTENCES[:1])
    for_one, reads = reads, 0
    translator.translate(SENTENCES * 10)
    assert for_one
    assert reads == for_one


def test_an_abandoned_translation_leaves_no_thread(translator: Translator) -> None:
    translator.forget()
    running = translator.start("\n".join(SENTENCES)).run()
    assert isinstance(running, Generator)
    assert next(running)[0].target
    running.close()
    for thread in threading.enumerate():
        if thread.name.startswith("decode"):
            thread.join(10)
            assert not thread.is_alive()


def test_groups_are_decoded_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2)

    def script(text: str) -> list[str]:
        together.wait(20)  # raises an error unless a second group is being decoded
        return [text]

    model = SentenceModel(scripted(script))
    monkeypatch.setattr(job, "FIRST_BATCH", 1)
    monkeypatch.setattr(job, "LARGEST_BATCH", 1)
    sentences = plan("Lima.\nOslo.", "fr", None, lambda _: True)
    reading = Reading("Lima.\nOslo.", "Lima.\nOslo.")
    working = job.TranslationJob(reading, "fr", sentences, model, Recall(None), Glossary(), False)
    assert [segment.target for batch in working.run() for segment in batch] == ["Lima.", "Oslo."]


def texts_of(running: Iterator[tuple[Segment, ...]]) -> list[str]:
    return [segment.target for batch in running for segment in batch]


@pytest.mark.parametrize("abandoned", [False, True])
def test_no_text_delays_the_first_sentence_of_another(
    monkeypatch: pytest.MonkeyPatch, abandoned: bool
) -> None:
    decoded: list[str] = []
    begun, leave = threading.Event(), threading.Event()

    def script(text: str) -> list[str]:
        if text == "Oslo.":
            begun.set()
            assert leave.wait(20)
        decoded.append(text)
        return [text]

    def started(text: str) -> Iterator[tuple[Segment, ...]]:
        sentences = plan(text, "fr", None, lambda _: True)
        model = SentenceModel(scripted(script))
        return job.TranslationJob(
            Reading(text, text), "fr", sentences, model, Recall(None), Glossary(), False
        ).run(streamed=True)

    monkeypatch.setattr(job, "LARGEST_BATCH", 1)
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(texts_of, started("Oslo.\nBonn."))
        assert begun.wait(20)
        running = started("Lima.\nRome.")
        assert texts_of(islice(running, 1)) == ["Lima."]
        if abandoned:
            assert isinstance(running, Generator)
            running.close()
        leave.set()
        assert other.result(20) == ["Oslo.", "Bonn."]
        assert texts_of(running) == ([] if abandoned else ["Rome."])
    decoded.remove("Bonn.")  # may come at any time
    assert decoded == ["Lima.", "Oslo.", *([] if abandoned else ["Rome."])]


def test_no_group_is_decoded_while_a_first_sentence_is_awaited_elsewhere() -> None:
    decoded = threading.Event()

    def decode() -> None:
        with DecodeQueue(1).later():
            decoded.set()

    with ThreadPoolExecutor(1) as pool:
        with first_sentences.first():  # such as that of an article that is being read
            pool.submit(decode)
            assert not decoded.wait(0.2)
        assert decoded.wait(20)


def test_the_words_of_a_streamed_first_sentence_are_aligned_later(translator: Translator) -> None:
    text = "Le fleuve monte.\nLa pluie tombe sur la ville."
    working = translator.start(text, align_words=True)
    first, *others = working.run(streamed=True)
    assert [segment.alignment for segment in first] == [None]
    assert all(segment.alignment for group in others for segment in group)
    assert working.translation() == translator.translate(text, align_words=True)


@pytest.mark.parametrize("streamed", [True, False])
def test_a_streamed_first_sentence_does_not_wait_for_its_own_text(
    monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    decoded: list[str] = []
    second = threading.Event()

    def script(text: str) -> list[str]:
        decoded.append(text)
        if text == "Rome.":
            second.set()
        return [text]

    def checked(tasks: Sequence[Task], *rest: Any) -> list[Result]:
        if tasks[0].source == "Lima.":
            seen.append(second.wait(0.3 if streamed else 20))
        return translate(tasks, *rest)

    seen: list[bool] = []
    translate = repair.translate
    monkeypatch.setattr(repair, "translate", checked)
    monkeypatch.setattr(job, "LARGEST_BATCH", 1)
    text = "Lima.\nRome.\nOslo."
    sentences = plan(text, "fr", None, lambda _: True)
    model = SentenceModel(scripted(script))
    working = job.TranslationJob(Reading(text, text), "fr", sentences, model, Recall(None), Glossary(), False)
    assert texts_of(working.run(streamed=streamed)) == text.split("\n")
    assert seen == [not streamed]
    assert sorted(decoded) == sorted(text.split("\n"))


@pytest.mark.parametrize("distance", [1, 2, 3])
def test_a_repeated_sentence_is_decoded_once(monkeypatch: pytest.MonkeyPatch, distance: int) -> None:
    model = scripted(lambda text: [text.upper()])
    monkeypatch.setattr(job, "LARGEST_BATCH", 1)
    text = "\n".join([*["Lima.", "Oslo.", "Rome.", "Bonn."][:distance], "Lima.", "Lima."])
    sentences = plan(text, "fr", None, lambda _: True)
    working = job.TranslationJob(
        Reading(text, text), "fr", sentences, SentenceModel(model), Recall(None), Glossary(), False
    )
    segments = [segment for batch in working.run() for segment in batch]
    assert [segment.target for segment in segments] == text.upper().split("\n")
    assert {segment.kind for segment in segments} == {"translated"}
    engine = model.engine
    assert isinstance(engine, ScriptedEngine)
    assert len([asked for texts in engine.asked for asked in texts if asked.startswith("Lima")]) == 1


def test_findings_equal_those_of_the_checks(translator: Translator) -> None:
    text = "Le maire a payé 3 500 euros pour 12 bancs."
    translator.forget()
    [segment] = translator.translate(text).segments
    found = check(text, segment.target, "fr", truncated=segment.truncated)
    assert [f.message for f in segment.findings] == [f.message for f in found]
