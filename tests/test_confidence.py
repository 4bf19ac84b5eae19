from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
import versions
from scripted import scripted
from test_export import briefing

from bench.confidence import Sample, measure_marks
from bench.quality import EvaluationSet, half
from passerelle.briefing.blocks import eligible, english_title
from passerelle.briefing.types import Briefing
from passerelle.errors import ModelError
from passerelle.modelstore import registry
from passerelle.output.markdown import write as to_markdown
from training.confidence import fit
from translate import Translator, confidence
from translate.confidence import SCORE_ALONE, Calibration, disagreement, signals, uncovered
from translate.decoding import SentenceModel
from translate.types import Confidence, Segment

MODELS = registry.default_models_file().parent / "models"
HALVES = Calibration({"score": -2.0}, -1.0, 0.5, 0.8, 40.0)


@pytest.mark.parametrize(
    ("score", "doubtful", "level"),
    [
        (-0.4, False, "good"),
        (-0.4, True, "check"),
        (-0.5, False, "check"),
        (-1.19, False, "check"),
        (-1.2, False, "unreliable"),
        (-1.2, True, "unreliable"),
        (-1e6, False, "unreliable"),
    ],
)
def test_levels_depend_on_the_risk(score: float, doubtful: bool, level: str) -> None:
    assert HALVES.level({"score": score, "other": 9.0}, doubtful=doubtful) == level


def test_a_risk_is_a_probability() -> None:
    assert HALVES.risk({"score": -0.5}) == pytest.approx(0.5)
    assert HALVES.risk({"score": -1.0}) == pytest.approx(0.7311, abs=1e-4)
    with pytest.raises(KeyError):
        HALVES.risk({"reverse": -0.5})


@pytest.mark.parametrize(
    ("source", "target", "language", "share"),
    [
        ("Le gouvernement augmente les impôts.", "The government is raising taxes.", "fr", 0.0),
        ("Le gouvernement augmente les impôts.", "The cat sleeps.", "fr", 1.0),
        ("Le gouvernement augmente les impôts.", "The government sleeps.", "fr", 2 / 3),
        ("Chính phủ tăng thuế.", "The government raised taxes.", "vi", 0.0),
        ("Die Regierung schläft.", "The cat.", "de", 0.0),
        ("", "", "fr", 0.0),
    ],
)
def test_source_words_without_a_translation_are_counted(
    source: str, target: str, language: str, share: float
) -> None:
    assert uncovered(source, target, language) == pytest.approx(share)


def test_disagreement_measures_how_much_hypotheses_differ() -> None:
    assert disagreement(["a b c d"]) == 0.0
    assert disagreement(["a b c d", "a b c d"]) == 0.0
    assert disagreement(["a b c d", "a b c x", "w x y z"]) == pytest.approx((0.25 + 1) / 2)


def test_all_signals_are_computed() -> None:
    found = signals("Le chat dort.", "The cat sleeps.", -0.3, [["The cat sleeps.", "The cat."]], "fr")
    assert found == {
        "score": -0.3,
        "disagreement": pytest.approx(2 / 3),
        "uncovered": 0.0,
        "short": pytest.approx(1 / 3),
        "length": pytest.approx(0.1431, abs=1e-4),
    }
    assert found.keys() == confidence.SIGNALS


def test_each_embedded_model_has_its_own_calibration() -> None:
    for language in ("fr", "vi"):
        fitted = confidence.load(registry.embedded("translate", language), language)
        assert fitted.weights.keys() == confidence.SIGNALS
        assert fitted.weights["score"] < 0 < fitted.weights["uncovered"]
        assert 0 < fitted.check <= fitted.unreliable < 1
        assert 20 < fitted.poor_chrf < 60
    assert confidence.load(MODELS / "fr-en", "vi") == SCORE_ALONE
    assert confidence.load(MODELS / "brief-en", "fr") == SCORE_ALONE


FIT = '{"weights": {%s}, "intercept": 0, "check": 0.4, "unreliable": 0.5, "poor_chrf": 40}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"fits": {"fr": {}}}',
        '{"fits": 3}',
        '{"fits": {"fr": %s}}' % (FIT % '"luck": 1'),
        "\xff",
        "[" * 100_000,
    ],
)
def test_a_damaged_calibration_file_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / confidence.FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelError, match=r"confidence\.json is broken"):
        confidence.load(tmp_path, "fr")


def test_a_calibration_round_trips(tmp_path: Path) -> None:
    fit_of_one = FIT % '"score": -2'
    (tmp_path / confidence.FILE).write_text(f'{{"fits": {{"vi": {fit_of_one}}}}}', encoding="utf-8")
    assert confidence.load(tmp_path, "vi") == Calibration({"score": -2.0}, 0.0, 0.4, 0.5, 40.0)


def test_plain_sentences_are_good_and_gibberish_is_not() -> None:
    translator = Translator("fr")
    plain = translator.translate("Le ministre a refusé de répondre aux questions des journalistes.")
    assert [segment.confidence for segment in plain.segments] == ["good"]
    broken = translator.translate(
        "Mi nadru zolgate, ont goumbles brillent du la sconé plapirage et patrulon quipelle les."
    )
    assert [segment.confidence for segment in broken.segments] == ["unreliable"]


def test_copied_text_is_good() -> None:
    [segment] = Translator("fr").translate("https://example.org/a").segments
    assert (segment.kind, segment.confidence) == ("copied", "good")


def test_a_sentence_with_a_finding_or_a_repair_is_marked_check(monkeypatch: pytest.MonkeyPatch) -> None:
    translator = Translator("fr")
    model = SentenceModel(scripted(lambda _: ["The minister spoke."]), "fr")
    monkeypatch.setattr(translator, "_load", lambda language: model)
    [sound] = translator.translate("Le ministre a parlé.").segments
    [lost] = translator.translate("Le ministre a parlé à 45 élus.").segments
    assert (sound.findings, sound.confidence) == ((), "good")
    assert lost.findings or lost.repair
    assert lost.confidence == "check"


def with_levels(*levels: Confidence) -> Briefing:
    made = briefing()
    segments = [
        replace(segment, confidence=level, truncated=False)
        for segment, level in zip(made.translation.segments, levels, strict=True)
    ]
    return replace(made, translation=replace(made.translation, segments=tuple(segments)))


def test_unreliable_sentences_never_enter_a_brief() -> None:
    def used(*levels: Confidence) -> list[int]:
        made = with_levels(*levels)
        return eligible(made.translation.segments, [b for b in made.article.story() if b.kind == "paragraph"])

    assert used("good", "good", "check") == [1, 2]
    assert used("good", "unreliable", "check") == [2]
    assert used("good", "unreliable", "unreliable") == []


def test_an_unreliable_title_is_not_used_as_the_heading() -> None:
    made = with_levels("unreliable", "good", "good")
    assert english_title(made.article, made.translation.segments) is None
    assert made.heading == "Water rises"


def test_a_brief_reports_its_omissions() -> None:
    assert with_levels("unreliable", "good", "check").caution is None
    some = with_levels("good", "unreliable", "good")
    assert some.caution == (
        "The brief leaves out 1 of 2 sentences, whose English is unreliable; read the source for the rest."
    )
    every = with_levels("good", "unreliable", "unreliable")
    assert every.caution == (
        "There is no brief: the English of every sentence is unreliable. Read the source."
    )
    for made in (some, every):
        assert made.caution
        assert made.caution in made.to_text()
        assert made.caution in made.to_html()
        assert made.to_dict()["brief"]["caution"] == made.caution
    assert "is unreliable" in to_markdown(some)


def test_one_unreliable_sentence_of_many_is_not_reported() -> None:
    made = versions.briefing()
    segments = list(made.translation.segments)
    segments[3] = replace(segments[3], confidence="unreliable")
    assert replace(made, translation=replace(made.translation, segments=tuple(segments))).caution is None


def test_every_output_shows_the_levels() -> None:
    made = with_levels("good", "check", "unreliable")
    assert [s["confidence"] for s in made.to_dict()["translation"]["segments"]] == [
        "good",
        "check",
        "unreliable",
    ]
    assert Briefing.from_json(made.to_json()) == made
    less_sure = "The model is less sure of this sentence than of most; compare it with the source."
    unsure = "The model is unsure of this sentence: its English may be wrong; read the source."
    text = made.to_text()
    assert "[2] Water rises. [3, unreliable] “Leave”" in text
    assert f"[2] {less_sure}\n[3] {unsure}" in text
    assert "\\[3, unreliable\\] “Leave”" in to_markdown(made)
    tree = lxml.html.fromstring(made.to_html())
    [shaded] = tree.xpath("//*[contains(@class, 'pv-unreliable') and contains(@class, 'pv-s')]")
    assert shaded.text_content() == "“Leave”"
    tags = [e.text for e in tree.xpath("//*[contains(@class, 'pv-target')]//*[contains(@class, 'pv-tag ')]")]
    assert tags == ["check the meaning", "unreliable"]
    notes = [e.text_content().strip() for e in tree.xpath("//*[@data-check]")]
    assert notes == [less_sure, unsure]


def test_segments_without_a_level_are_read_as_good() -> None:
    document = briefing().to_dict()
    for segment in document["translation"]["segments"]:
        del segment["confidence"]
    del document["brief"]["caution"]
    assert Briefing.from_dict(document) == briefing()


@pytest.mark.parametrize("level", ["bad", 3, None])
def test_an_unknown_level_is_refused(level: object) -> None:
    document = briefing().to_dict()
    document["translation"]["segments"][0]["confidence"] = level
    with pytest.raises(Exception, match="damaged"):
        Briefing.from_dict(document)


def sample(score: float, chrf: float, *, doubtful: bool = False) -> Sample:
    return Sample({"score": score}, doubtful, chrf)


@pytest.mark.slow
def test_fitting_finds_the_signal_that_separates_poor_from_good() -> None:
    found = [sample(-0.2 - 0.001 * i, 70.0 - 0.01 * i) for i in range(300)]
    found += [sample(-1.0 - 0.001 * i, 20.0) for i in range(100)]
    calibration = fit(found)
    assert calibration.weights["score"] < -1
    assert calibration.risk({"score": -0.2}) < 0.1
    assert calibration.risk({"score": -1.1}) > 0.9
    assert calibration.check < calibration.unreliable
    assert 20 < calibration.poor_chrf < 68


def test_levels_are_evaluated_against_chrf() -> None:
    found = [sample(-1.0 if i < 2 else 0.0, 10.0 * i, doubtful=i in (2, 9)) for i in range(10)]
    row = measure_marks(Calibration({"score": -10.0}, -5.0, 0.5, 0.9, 25.0), found)
    assert (row.lines, row.worst, row.best) == (10, 1.0, 0.0)
    assert (row.worst_all, row.best_all) == (1.0, 0.2)
    assert (row.check, row.unreliable, row.poor) == (0.2, 0.2, 1.0)
    # Two lines at 0.993 are poor; of eight at 0.007 one is.
    assert row.error == pytest.approx(0.2 * 0.0067 + 0.8 * (1 / 8 - 0.0067), abs=1e-4)


def test_the_halves_are_the_even_and_the_odd_lines() -> None:
    lines = tuple(map(str, range(1, 11)))
    whole = EvaluationSet("set", "fr", lines, lines)
    assert half(whole, 0).sources == ("2", "4", "6", "8", "10")
    assert half(whole, 1).sources == ("1", "3", "5", "7", "9")
    assert half(whole, 1, 2).sources == ("1", "5")


def test_the_level_is_not_explained_if_something_else_explains_it() -> None:
    segment = Segment("a", "b", 0, 1, 0, 1, confidence="check", truncated=True)
    assert confidence.remark(segment) is None
    assert confidence.remark(replace(segment, truncated=False)) is not None


def test_names_and_figures_that_stay_as_they_are_can_be_trusted() -> None:
    segments = Translator("fr").translate("Nantes | 38\nMarseille\nParis | 51 200 | Anne Dubois").segments
    assert [(s.target, s.confidence) for s in segments] == [(s.source, "good") for s in segments]
