"""German end to end: a new language needs a record, a line in models.txt and a model."""

from pathlib import Path

import pytest
import tiny
from test_page_handlers import loops_of_gradio, opened  # noqa: F401

from passerelle.batch.inputs import file_items
from passerelle.batch.run import process
from passerelle.briefing.pipeline import Briefer
from passerelle.modelstore import proving, registry, store
from translate import Translator

ENGLISH_OF_TEST = ("The president arrived in Paris on Monday.", "The children drink water.")
LAST_OF_TEST = "The war in Ukraine has lasted three years."
# The third sentence has a wrong number, for the checks to find.
ARTICLE = (
    (
        "Die Stadt Bremen eröffnet am Montag eine neue Schule.",
        "The city of Bremen opens a new school on Monday.",
    ),
    ("Das Gebäude hat 24 Klassenzimmer und einen Garten.", "The building has 24 classrooms and a garden."),
    ("Die Arbeiten haben 17 Millionen Euro gekostet.", "The work has cost 19 million euros."),
    ("Im Herbst ziehen die ersten Kinder ein.", "The first children move in in autumn."),
)


@pytest.fixture(scope="module")
def models_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a stand-in for a German model on the article and the test sentences; return its models file."""
    folder = tmp_path_factory.mktemp("german")
    test = zip(
        (item.source for item in proving.sentences("de")), (*ENGLISH_OF_TEST, LAST_OF_TEST), strict=True
    )
    tiny.translator(folder / "de-en", [*test, *ARTICLE])
    path = folder / "models.txt"
    embedded = tiny.ROOT / "models" / "brief-en"
    path.write_text(f"translate de ./de-en - MIT\nsummarize en {embedded} - MIT\n", encoding="utf-8")
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "artikel.txt"
    path.write_text(" ".join(source for source, _ in ARTICLE) + "\n", encoding="utf-8")
    return path


def test_german_is_in_the_bundled_models_file() -> None:
    path = registry.default_models_file()
    [spec] = [spec for spec in registry.load(path) if "de" in spec.languages]
    assert (spec.role, spec.location, spec.licence) == (
        "translate",
        "Helsinki-NLP/opus-mt-de-en",
        "CC-BY-4.0",
    )
    [state] = [state for state in store.states(path) if state.spec == spec]
    assert state.state == "absent"


@pytest.mark.soak
def test_a_german_article_is_translated_and_checked(models_file: Path, article: Path) -> None:
    [state, _] = store.states(models_file)
    assert (state.state, state.used_for) == ("present", ("de",))
    translation = Translator("de", models_file).translate(article.read_text(encoding="utf-8"))
    assert [segment.target for segment in translation.segments] == [english for _, english in ARTICLE]
    checks = [{finding.check for finding in segment.findings} for segment in translation.segments]
    assert ["number" in found for found in checks] == [False, False, True, False]


@pytest.mark.soak
def test_a_german_article_is_briefed(models_file: Path, article: Path) -> None:
    briefing = Briefer(models_file).brief(article)
    assert briefing.article.language == "de"
    assert "Bremen opens a new school" in briefing.to_markdown()


@pytest.mark.soak
def test_a_batch_briefs_a_german_article(models_file: Path, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    [outcome] = process(file_items([article], out), out, Briefer(models_file))
    assert outcome.state == "done"
    assert any("Bremen opens a new school" in path.read_text(encoding="utf-8") for path in out.iterdir())


@pytest.mark.soak
def test_the_page_shows_a_german_article_and_its_findings(models_file: Path, article: Path) -> None:
    page = opened(Briefer(models_file), models_file)
    changes = page.brief(article=article.read_text(encoding="utf-8"), fetch=False)
    view = page.view(changes)
    assert "Bremen opens a new school" in view
    assert "The number 17 Millionen Euro became 19 million euros." in view
