from dataclasses import replace

import pytest
import versions

from passerelle.briefing.disputes import _without_noun, with_disputes
from passerelle.crosscheck.compare import crosscheck
from passerelle.crosscheck.types import Difference, TranslatedArticle
from passerelle.spans import Span
from summarize.types import Brief, BriefSentence


def test_a_disputed_sentence_gives_both_versions() -> None:
    briefing = versions.briefing()
    assert briefing.original
    version, original = TranslatedArticle(briefing.article, briefing.translation), briefing.original
    compared = crosscheck(version, original)
    found = next(d for d in compared.firm if d.kind == "number" and d.version and d.original)
    (i, here), (k, there) = found.version[0], found.original[0]
    ours = version.translation.segments[i].target
    theirs = original.translation.segments[k].target[there.start : there.end]
    sentences = (
        BriefSentence(ours, (i,), 1.0, "selected"),
        BriefSentence("It rained.", (i,), 1.0, "selected"),
    )
    told = with_disputes(Brief(sentences, (), ""), version, original, compared).sentences
    assert told[0].text.endswith(
        f"({ours[here.start : here.end]} in the French, {theirs} in the Vietnamese)."
    )
    assert told[1] == sentences[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The road is 18 km long.", "The road is 18 km long (18 km in the French, 16 km in the Vietnamese)."),
        ("“It is 18 km,” he said.", "“It is 18 km,” he said (18 km in the French, 16 km in the Vietnamese)."),
        (
            "He said: “It is 18 km.”",
            "He said: “It is 18 km.” (18 km in the French, 16 km in the Vietnamese).",
        ),
    ],
)
def test_the_note_comes_before_the_full_stop_and_after_a_quotation(text: str, expected: str) -> None:
    briefing = versions.briefing()
    assert briefing.original

    def side(article: TranslatedArticle, target: str) -> TranslatedArticle:
        segment = replace(article.translation.segments[0], target=target)
        return replace(article, translation=replace(article.translation, segments=(segment,)))

    version = side(TranslatedArticle(briefing.article, briefing.translation), text)
    original = side(briefing.original, "16 km")
    at = text.index("18 km")
    difference = Difference("number", "", 0, ((0, Span(at, at + 5)),), ((0, Span(0, 5)),))
    compared = replace(crosscheck(version, original), differences=(difference,))
    brief = Brief((BriefSentence(text, (0,), 1.0, "selected"),), (), "")
    assert with_disputes(brief, version, original, compared).sentences[0].text == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("16-kilometer", "16 kilometers"),
        ("1,500-inch", "1,500 inches"),
        ("1-kilometer", "1 kilometer"),
        ("16-km", "16 km"),
        ("16 km", "16 km"),
        ("3 October", "3 October"),
        ("2019-2021", "2019-2021"),
    ],
)
def test_a_hyphenated_measure_is_written_as_number_and_unit(words: str, expected: str) -> None:
    assert _without_noun(words) == expected
