"""The example about Hai Phong with English written by hand: two versions that need no models."""

from dataclasses import replace
from pathlib import Path

from passerelle.article import read
from passerelle.article.types import Article
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Briefing, Timings
from passerelle.crosscheck.types import AlignedPair, Crosscheck, Difference, DifferenceKind, TranslatedArticle
from passerelle.languages.sentences import sentences
from passerelle.spans import Span
from summarize.types import Brief, BriefSentence
from translate.types import Finding, Repair, Segment, Translation

EXAMPLES = Path(__file__).parent.parent / "examples"

VERSION = (
    "The port city of Hai Phong will put its first electric river buses into service this autumn.",
    "Residents see them as an answer to the traffic jams of the centre.",
    "An electric river bus at the quay on the Cam River, in Hai Phong.",
    "(Source: Cang Photo) |",
    "On September 12, the city approved the purchase of 24 boats, for 310 billion dong.",
    "The first line, 18 kilometers long, will connect the port of Hoang Dieu to the island of Cat Hai.",
    "A similar line has existed in Bangkok since 2019.",
    "“We want people to leave their motorbikes at home,” said the city's director of transport, "
    "Pham Thu Trang.",
    "Each boat will carry 80 passengers and recharge in 45 minutes.",
    "The ticket will cost 15,000 dong, the price of a bus ride.",
    "The first tests will take place on October 3, in the presence of Japanese experts.",
    "Fishermen's associations fear, however, that the waves will damage their nets.",
    "According to engineer Do Van Khanh, the batteries should last eight years.",
)
ORIGINAL = (
    "Hai Phong will soon have electric river buses",
    "The port city of Hai Phong will put the first electric river buses into operation this autumn.",
    "Residents see this as the solution to traffic jams in the centre.",
    "An electric river bus docks on the Cam River, Hai Phong.",
    "(Source: Cang Photo)",
    "On September 12, the city government approved the purchase of 24 boats, worth 310 billion dong.",
    "The first line, 16 km long, will connect Hoang Dieu port with Cat Hai island.",
    "“We want people to leave motorbikes at home,” the director of the city's transport department, "
    "Pham Thu Trang, said.",
    "Each boat can carry 80 passengers and charges fully in 45 minutes.",
    "The fare is 15,000 dong, the price of a bus ride.",
    "The first test runs will take place on October 5, with Japanese experts present.",
    "However, fishermen's associations worry that waves will damage their nets.",
    "The city promises to compensate the households that suffer damage.",
    "According to engineer Do Van Khanh, the batteries can be used for eight years.",
)
# Pairs of sentences; None if one version lacks the sentence.
PAIRS: tuple[tuple[int | None, int | None], ...] = (
    (None, 0),
    *((i, i + 1) for i in range(6)),
    (6, None),
    *((i, i) for i in range(7, 12)),
    (None, 12),
    (12, 13),
)


def briefing() -> Briefing:
    """Return a briefing with its original; a number and a date differ, and each has an extra sentence."""
    version, translation = _translated("navettes-hai-phong.fr.txt", VERSION)
    original, original_translation = _translated("navettes-hai-phong.vi.html", ORIGINAL)
    pairs = tuple(
        AlignedPair(
            () if a is None else (a,), () if b is None else (b,), 0.0 if a is None or b is None else 0.8
        )
        for a, b in PAIRS
    )

    def difference(
        kind: DifferenceKind,
        label: str,
        a: int | None,
        b: int | None,
        words: tuple[str, str],
        weak: bool = False,
    ) -> Difference:
        return Difference(
            kind,
            label,
            pair=PAIRS.index((a, b)),
            version=() if a is None else ((a, _span(VERSION[a], words[0])),),
            original=() if b is None else ((b, _span(ORIGINAL[b], words[1])),),
            weak=weak,
        )

    differences = (
        difference("original_only", "Only in the Vietnamese", None, 0, ("", ORIGINAL[0]), weak=True),
        difference("number", "French 18 kilomètres, Vietnamese 16 km", 5, 6, ("18 kilometers", "16 km")),
        difference("version_only", "Only in the French", 6, None, (VERSION[6], "")),
        difference("date", "French 3 octobre, Vietnamese 5/10", 10, 10, ("October 3", "October 5")),
        difference("original_only", "Only in the Vietnamese", None, 12, ("", ORIGINAL[12])),
    )
    brief = Brief(
        (
            BriefSentence(VERSION[0], (0,), 1.0, "selected"),
            BriefSentence(VERSION[6], (6,), 1.0, "selected"),
            BriefSentence("The first tests will take place on October 3.", (10,), 1.0, "compressed"),
        ),
        VERSION,
        "brief-en#2|int8",
    )
    return Briefing(
        version,
        translation,
        brief,
        Timings(read=0.1, translate=1.5, summarize=0.4, original=2.0),
        "passerelle:1|translate.fr:x|summarize.en:y",
        original=TranslatedArticle(original, original_translation),
        crosscheck=Crosscheck(pairs, differences),
        agreement=("both", "version_only", "differs"),
    )


def alone(problem: str | None = None) -> Briefing:
    """Return the same briefing without its original."""
    return replace(briefing(), original=None, crosscheck=None, agreement=(), original_problem=problem)


def echoed(article: Article, original: Article | None = None) -> Briefing:
    """Return a briefing of any article with its own text as English and a finding on every sentence.

    Args:
        article: the version.
        original: the original, paired sentence by sentence; each pair differs in a name.
    """
    translation = _echo(article)
    segments = translation.segments
    chosen = tuple(BriefSentence(segment.target, (i,), 1.0, "selected") for i, segment in enumerate(segments))
    made = Briefing(
        article,
        translation,
        Brief(chosen[:4], tuple(segment.target for segment in segments), "echo"),
        Timings(0.1, 0.1, 0.1),
        "echo",
        original_problem=None if original else article.text[:200],
    )
    if original is None:
        return made
    other = TranslatedArticle(original, _echo(original))
    count = min(len(segments), len(other.translation.segments))
    pairs = tuple(AlignedPair((i,), (i,), 0.9) for i in range(count))
    others = other.translation.segments
    differences = tuple(
        Difference(
            "name",
            segments[i].target,
            pair=i,
            version=((i, Span(0, len(segments[i].target))),),
            original=((i, Span(0, len(others[i].target))),),
        )
        for i in range(count)
    )
    return replace(made, original=other, crosscheck=Crosscheck(pairs, differences))


def _echo(article: Article) -> Translation:
    segments = [
        Segment(
            (text := article.text[block.start + span.start : block.start + span.end]),
            text,
            (start := block.start + span.start),
            block.start + span.end,
            start,
            block.start + span.end,
            score=-0.3,
            findings=(Finding("name", f"“{text}” is missing.", (Span(0, len(text)),)),),
            repair=Repair(text, (text,)),
        )
        for block in article.story()
        for span in sentences(article.block_text(block), article.language)
    ]
    return Translation(article.text, article.text, tuple(segments), article.language, "echo")


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _translated(name: str, english: tuple[str, ...]) -> tuple[Article, Translation]:
    """Return an example and its translation, given as one English text per sentence."""
    article = read(EXAMPLES / name)
    spans = [
        Span(block.start + span.start, block.start + span.end)
        for block in article.story()
        for span in sentences(article.block_text(block), article.language)
    ]
    segments: list[Segment] = []
    target, position = "", 0
    for span, text in zip(spans, english, strict=True):
        target += article.text[position : span.start]
        segments.append(
            Segment(
                article.text[span.start : span.end],
                text,
                span.start,
                span.end,
                len(target),
                len(target) + len(text),
                score=-0.3,
            )
        )
        target += text
        position = span.end
    target += article.text[position:]
    assert all(within(segments, block) for block in article.story())
    return article, Translation(article.text, target, tuple(segments), article.language, "fr-en#1|int8")
