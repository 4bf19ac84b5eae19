import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from html import unescape
from pathlib import Path

import pytest

import passerelle
from passerelle.article import read
from passerelle.briefing import (
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    SegmentsTranslated,
    pipeline,
)
from passerelle.briefing.request import Request, RequestFields, Source, as_request
from passerelle.errors import ArticleError, LengthError, ModelError, RefusedModel
from passerelle.modelstore import loading, records
from passerelle.modelstore.in_use import models_in_use
from passerelle.modelstore.registry import Role, embedded
from passerelle.output import FORMATS
from passerelle.page.examples import example_original
from translate import Glossary, memory

# The lines of models.txt for the embedded models.
EMBEDDED = (
    f"translate fr {embedded('translate', 'fr')} - MIT\nsummarize en {embedded('summarize', 'en')} - MIT\n"
)
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.fr.txt"))


@pytest.fixture(scope="module")
def briefer() -> Briefer:
    return Briefer()


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda path: path.name)
def briefing(briefer: Briefer, request: pytest.FixtureRequest) -> Briefing:
    return briefer.brief(request.param)


@pytest.mark.slow
def test_only_the_blocks_of_the_story_are_translated(briefing: Briefing) -> None:
    article, translation = briefing.article, briefing.translation
    assert translation.source_text == article.text
    covered = {
        i
        for segment in translation.segments
        for i in range(segment.start, segment.end)
        if not article.text[i].isspace()
    }
    story = {
        i for block in article.story() for i in range(block.start, block.end) if not article.text[i].isspace()
    }
    assert covered == story
    assert not any("http" in segment.source for segment in translation.segments)


def test_a_table_alone_is_briefed_row_by_row(briefer: Briefer, tmp_path: Path) -> None:
    path = tmp_path / "votes.md"
    lines = ("# Résultats", "", "| Ville | Voix |", "|---|---|", "| Lyon | 45 |", "| Nantes | 38 |")
    path.write_text("\n".join(lines), encoding="utf-8")
    brief = briefer.brief(path, language="fr").brief
    assert [sentence.text for sentence in brief.sentences] == ["Lyon, 45.", "Nantes, 38."]


def test_brief_and_exports_follow_a_correction(briefer: Briefer) -> None:
    text = "Le port de Dunkerque a rouvert lundi. Il pleut à Paris."
    english = "Dunkirk's port opened again on Monday."
    made = briefer.brief(text, language="fr", corrections={"Le port de Dunkerque a rouvert lundi.": english})
    first, second = made.translation.segments
    assert (first.target, first.kind, second.kind) == (english, "edited", "translated")
    for segment in (first, second):
        assert made.translation.text[segment.target_start : segment.target_end] == segment.target
    assert english in [sentence.text for sentence in made.brief.sentences]
    for row in FORMATS.values():
        if not row.endings[0].startswith(".docx"):
            assert english in unescape(row.content(made).decode()), row.name


def test_a_correction_is_checked_but_not_changed(briefer: Briefer) -> None:
    text = "Le port de Dunkerque a acheté 24 bateaux lundi. Il ne pleut pas à Paris."
    corrections = {
        "Le port de Dunkerque a acheté 24 bateaux lundi.": "The port bought 25 boats on Monday.",
        "Il ne pleut pas à Paris.": "It is raining in Paris.",
    }
    made = briefer.brief(text, language="fr", corrections=corrections, original="Cảng Dunkirk mua 24 tàu.")
    first, second = made.translation.segments
    assert [segment.target for segment in (first, second)] == list(corrections.values())
    assert {finding.check for finding in first.findings} == {"number", "name"}
    assert {finding.check for finding in second.findings} == {"negation"}
    assert {segment.kind for segment in (first, second)} == {"edited"}
    # A person has decided: the brief may use the sentences.
    assert {i for sentence in made.brief.sentences for i in sentence.evidence} == {0, 1}


def test_a_correction_changes_no_other_sentence(briefer: Briefer) -> None:
    text = "Le port de Dunkerque a rouvert lundi. Il pleut à Paris. Il neige à Lyon."
    port, rain, snow = ("Le port de Dunkerque a rouvert lundi.", "Il pleut à Paris.", "Il neige à Lyon.")
    made = briefer.brief(
        text,
        language="fr",
        glossary=Glossary.read("port,dockland,fr"),
        remembered={snow: "Lyon has snow."},
    )
    assert [segment.kind for segment in made.translation.segments] == [
        "translated",
        "translated",
        "remembered",
    ]
    assert "dockland" in made.translation.segments[0].target
    # The glossary and the memory may be gone when a sentence is corrected, or the correction undone.
    corrected = briefer.brief(made.article, earlier=made, corrections={rain: "Rain in Paris."})
    undone = briefer.brief(made.article, earlier=corrected)
    for briefing, english in ((corrected, "Rain in Paris."), (undone, made.translation.segments[1].target)):
        changed = briefing.translation
        assert [segment.target for segment in changed.segments][1:] == [english, "Lyon has snow."]
        assert changed.segments[0] == made.translation.segments[0]
        assert changed.segments[2].kind == "remembered"
        assert changed.signature == made.translation.signature
        for segment in changed.segments:
            assert changed.text[segment.target_start : segment.target_end] == segment.target
    assert undone.translation == made.translation
    again = briefer.brief(
        made.article, earlier=made, corrections={snow: "Snow in Lyon."}, remembered={port: "It is open."}
    )
    assert [segment.kind for segment in again.translation.segments] == ["translated", "translated", "edited"]


def test_a_correction_keeps_the_sentences_of_both_versions(
    briefer: Briefer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(path for path in EXAMPLES if example_original(path))
    made = briefer.brief(path, glossary=Glossary.read("de,UNLIKELY,fr"), original=example_original(path))
    assert made.original
    monkeypatch.setattr(briefer.translator, "confirm", lambda *arguments, **options: 1 / 0)
    first, second = made.translation.segments[:2]
    corrected = briefer.brief(
        made.article, earlier=made, original=made.original.article, corrections={first.source: "One."}
    )
    assert corrected.original == made.original
    assert replace(corrected.translation.segments[1], target_start=0, target_end=0) == replace(
        second, target_start=0, target_end=0
    )
    assert corrected.crosscheck


@pytest.mark.slow
def test_the_evidence_of_a_brief_is_in_paragraphs(briefing: Briefing) -> None:
    article = briefing.article
    captions = [block for block in article.blocks if block.kind == "caption"]
    assert captions
    assert 2 <= len(briefing.brief.sentences) <= 6
    for sentence in briefing.brief.sentences:
        assert 1 <= len(sentence.evidence) <= 3
        for i in sentence.evidence:
            start = briefing.translation.segments[i].start
            assert not any(block.start <= start < block.end for block in captions)


@pytest.mark.parametrize("source", ["/etc/passwd", "article.txt", "www.lemonde.fr/x.html", None])
def test_only_a_path_opens_a_file(
    source: str | None, briefer: Briefer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text("Le port de Dunkerque a rouvert lundi.")
    (tmp_path / "LICENSE").write_text("Le port de Dunkerque a rouvert lundi.")
    with pytest.raises(ArticleError, match=r"(pass Path\(|give https://|cannot be read from NoneType)"):
        briefer.brief(source)  # type: ignore[arg-type]
    assert briefer.brief("LICENSE", language="fr").article.text == "LICENSE"


def test_the_signature_names_versions_models_and_options(briefing: Briefing) -> None:
    assert "\n" not in briefing.signature
    for part in ("passerelle:", "translate.fr:fr-en#", "summarize.en:brief-en#", "ct2-", "beam:4"):
        assert part in briefing.signature
    assert briefing.timings.total > 0


def test_the_same_article_gives_the_same_briefing(briefer: Briefer) -> None:
    one, two = briefer.brief(EXAMPLES[0]), Briefer().brief(EXAMPLES[0])
    assert (one.translation, one.brief, one.signature) == (two.translation, two.brief, two.signature)


def test_events_add_up_to_the_briefing(briefer: Briefer) -> None:
    events = list(briefer.events(EXAMPLES[0]))
    assert isinstance(events[0], ArticleRead)
    assert isinstance(events[-1], BriefingFinished)
    middle = [event for event in events if isinstance(event, SegmentsTranslated)]
    assert len(middle) == len(events) - 2
    segments = tuple(segment for event in middle for segment in event.segments)
    assert segments == events[-1].briefing.translation.segments
    assert [event.done for event in middle][-1] == events[0].total == len(segments)
    assert len(middle[0].segments) == 1


@pytest.mark.slow
def test_text_bytes_and_file_give_the_same_briefing(briefer: Briefer) -> None:
    path = EXAMPLES[0]
    from_file = briefer.brief(path)
    assert briefer.brief(path.read_bytes()).translation == from_file.translation
    assert briefer.brief(path.read_bytes().decode()).translation == from_file.translation
    assert briefer.brief(read(path)).brief == from_file.brief


def test_an_english_text_is_briefed_without_translation(briefer: Briefer) -> None:
    text = (
        "The government announced a new plan for the railways on Monday.\n\n"
        "The plan will cost 300 million euros, the minister said, and it will take ten years.\n\n"
        "Most of the railways of the country were built before the war.\n"
    )
    briefing = briefer.brief(text, language="en")
    assert briefing.translation.text == text
    assert briefing.brief.sentences


def test_an_empty_source_is_a_one_sentence_error(briefer: Briefer, tmp_path: Path) -> None:
    for source in ("", b"", tmp_path / "absent.txt"):
        with pytest.raises(ArticleError) as error:
            briefer.brief(source)
        assert "\n" not in str(error.value)


def test_the_fingerprint_depends_on_the_models(tmp_path: Path) -> None:
    use = models_in_use()
    assert [(u.role, u.language, u.embedded) for u in use] == [
        ("translate", "fr", True),
        ("translate", "vi", True),
        ("summarize", "en", True),
    ]
    models = tmp_path / "models.txt"
    models.write_text(EMBEDDED)
    assert Briefer().fingerprint() == Briefer().fingerprint()
    assert Briefer(models).fingerprint() != Briefer().fingerprint()


def test_the_fingerprint_depends_on_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Briefer(device="cpu").fingerprint()
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    assert Briefer(device="cpu").fingerprint() == here
    assert Briefer(device="auto").fingerprint() == Briefer(device="cuda").fingerprint() != here


@pytest.mark.slow
def test_the_fingerprint_ignores_a_refused_model_even_in_the_first_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "babbler"
    shutil.copytree(embedded("translate", "fr"), copy)
    (copy / "config.json").write_text((copy / "config.json").read_text() + "\n")
    good = tmp_path / "good.txt"
    good.write_text(EMBEDDED)
    models = tmp_path / "models.txt"
    models.write_text(f"translate fr {copy} - MIT\n{good.read_text()}")
    prove = loading.prove

    def refusing(loaded: loading.Model, role: Role, language: str) -> None:
        if loaded.name == "babbler":
            raise RefusedModel("it babbles")
        prove(loaded, role, language)

    monkeypatch.setattr(loading, "prove", refusing)
    first = Briefer(models).fingerprint()
    assert records.refusals(copy, "translate", ["fr"]) == {"fr": "it babbles"}
    assert Briefer(models).fingerprint() == first == Briefer(good).fingerprint()


def test_the_fingerprint_depends_on_the_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {Briefer().fingerprint()}
    for version in ("BRIEFING_VERSION", "TRANSLATION_VERSION"):
        monkeypatch.setattr(pipeline, version, 1000)
        seen.add(Briefer().fingerprint())
    assert len(seen) == 3


def test_a_missing_model_for_another_language_is_ignored(tmp_path: Path) -> None:
    models = tmp_path / "models.txt"
    models.write_text(f"translate de ./none - MIT\n{EMBEDDED}")
    assert [use.language for use in models_in_use(models)] == ["fr", "en"]
    assert Briefer(models).fingerprint()


def test_a_models_file_without_installed_models_is_an_error(tmp_path: Path) -> None:
    models = tmp_path / "models.txt"
    models.write_text("translate fr ./none - MIT\nsummarize en ./none - MIT\n")
    with pytest.raises(ModelError, match="is on this machine"):
        Briefer(models).brief(EXAMPLES[0])


def test_the_length_option_sets_the_length_of_the_brief(briefer: Briefer) -> None:
    short = briefer.brief(EXAMPLES[0], length="short").brief
    long = briefer.brief(EXAMPLES[0], length="long").brief
    assert len(short.sentences) == 2 < len(long.sentences)
    assert briefer.brief(EXAMPLES[0], length=40).brief.words <= 40
    with pytest.raises(LengthError):
        next(briefer.events(EXAMPLES[0], length=3))


def test_a_request_and_keyword_arguments_are_equivalent() -> None:
    assert {field.name for field in fields(Request)} == {"source", *RequestFields.__annotations__}
    request = Request(EXAMPLES[0], length="long", language="fr")
    assert as_request(EXAMPLES[0], length="long", language="fr") == request
    assert as_request(request) == request
    assert as_request(request, length=60) == Request(EXAMPLES[0], length=60, language="fr")
    with pytest.raises(LengthError):
        Request(EXAMPLES[0], length=3)


def test_a_request_can_be_briefed(briefer: Briefer) -> None:
    request = Request(EXAMPLES[0], length="short", align_words=True)
    made = briefer.brief(request)
    assert made.brief == briefer.brief(EXAMPLES[0], length="short").brief
    assert all(segment.alignment for segment in made.translation.segments if segment.kind == "translated")


@pytest.mark.slow
def test_pipe_yields_briefings_in_order(briefer: Briefer, caplog: pytest.LogCaptureFixture) -> None:
    good, bad = Request(EXAMPLES[1], name="second"), b""
    sources: list[Source | Request] = [EXAMPLES[0], bad, good]
    made = list(briefer.pipe(sources, on_error="return", length="short"))
    assert [type(result) for result in made] == [Briefing, ArticleError, Briefing]
    briefings = [result for result in made if isinstance(result, Briefing)]
    assert [briefing.article.name for briefing in briefings] == [EXAMPLES[0].name, "second"]
    assert all(len(briefing.brief.sentences) == 2 for briefing in briefings)
    skipped = [briefing.article.name for briefing in briefer.pipe(sources, on_error="skip")]
    assert skipped == [EXAMPLES[0].name, "second"]
    [record] = caplog.records
    assert record.getMessage().startswith("Article 2 was skipped: ")
    pipe = briefer.pipe(sources)
    assert next(pipe).article.name == EXAMPLES[0].name
    with pytest.raises(ArticleError):
        next(pipe)
    with pytest.raises(ValueError, match="'raise', 'skip' or 'return'"):
        briefer.pipe([], on_error="stop")  # type: ignore[call-overload]


def test_pipe_is_lazy(briefer: Briefer) -> None:
    taken: list[int] = []

    def sources() -> Iterator[str]:
        for number in (1, 2):
            taken.append(number)
            yield f"Il pleut à Paris depuis lundi, pour la {number}e fois cette année.\n"

    pipe = briefer.pipe(sources(), language="fr")
    next(pipe)
    assert taken == [1]
    assert len(list(pipe)) == 1


def test_an_unexpected_error_does_not_end_a_pipe(briefer: Briefer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Briefer, "brief", lambda *_, **__: 1 / 0)
    [error] = briefer.pipe(["x"], on_error="return")
    assert isinstance(error, ArticleError)
    assert str(error).endswith(".")
    with pytest.raises(ZeroDivisionError):
        next(briefer.pipe(["x"]))


def test_nothing_is_saved_to_disk_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite"
    monkeypatch.setattr(memory, "default_path", lambda: file)
    text = "Il pleut à Paris depuis lundi.\n"
    Briefer().brief(text, language="fr")
    passerelle.brief(text, language="fr")
    assert not list(tmp_path.iterdir())
    Briefer(memory=True).brief(text, language="fr")
    assert list(tmp_path.iterdir())
