from dataclasses import replace

import pytest
import versions

from passerelle.article.types import Block
from passerelle.briefing.types import Briefing
from passerelle.crosscheck.compare import crosscheck
from passerelle.crosscheck.types import Crosscheck, TranslatedArticle
from passerelle.crosscheck.verdict import agreements, confirmed
from passerelle.errors import ArticleError
from passerelle.spans import Span
from summarize.types import Brief, BriefSentence
from translate.types import Segment


@pytest.fixture(scope="module")
def briefing() -> Briefing:
    return versions.briefing()


def compared(briefing: Briefing) -> Crosscheck:
    assert briefing.original
    return crosscheck(TranslatedArticle(briefing.article, briefing.translation), briefing.original)


def words(original: TranslatedArticle, places: tuple[tuple[int, Span], ...]) -> list[str]:
    segments = original.translation.segments
    return [segments[i].target[span.start : span.end] for i, span in places]


def test_all_differences_and_nothing_else_are_found(briefing: Briefing) -> None:
    found = compared(briefing)
    assert briefing.crosscheck
    assert [(p.version, p.original) for p in found.pairs] == [
        (p.version, p.original) for p in briefing.crosscheck.pairs
    ]
    assert [(d.kind, d.pair, d.version, d.original) for d in found.firm] == [
        (d.kind, d.pair, d.version, d.original) for d in briefing.crosscheck.firm
    ]
    assert (found.version_partners, found.original_partners) == (12, 12)


def test_labels_are_readable_and_quote_both_versions(briefing: Briefing) -> None:
    labels = [difference.label for difference in compared(briefing).firm]
    assert labels == [
        "French 18 kilomètres, Vietnamese 16 km",
        "Only in the French",
        "French 3 octobre, Vietnamese 5/10",
        "Only in the Vietnamese",
    ]


def test_a_title_in_only_one_version_is_a_weak_difference(briefing: Briefing) -> None:
    (title,) = (d for d in compared(briefing).differences if d.pair == 0)
    assert (title.kind, title.weak) == ("original_only", True)


def with_english(original: TranslatedArticle, old: str, new: str) -> TranslatedArticle:
    """Return the article with `old` replaced by `new` in its English."""
    segments = tuple(replace(s, target=s.target.replace(old, new)) for s in original.translation.segments)
    return replace(original, translation=replace(original.translation, segments=segments))


def test_a_translation_error_is_not_a_difference(briefing: Briefing) -> None:
    assert briefing.original
    worse = with_english(
        with_english(briefing.original, "80 passengers", "8 passengers"), "45 minutes", "a minute"
    )
    found = crosscheck(TranslatedArticle(briefing.article, briefing.translation), worse)
    assert [d.kind for d in found.firm] == [d.kind for d in compared(briefing).firm]


def test_a_fact_missing_from_the_english_marks_the_whole_sentence(briefing: Briefing) -> None:
    assert briefing.original
    worse = with_english(briefing.original, "16 km", "some way")
    found = crosscheck(TranslatedArticle(briefing.article, briefing.translation), worse)
    (number,) = (d for d in found.firm if d.kind == "number")
    assert words(TranslatedArticle(briefing.article, briefing.translation), number.version) == [
        "18 kilometers"
    ]
    (sentence,) = words(worse, number.original)
    assert sentence.startswith("The first line, some way long")


def test_a_lost_fact_is_not_matched_inside_another(briefing: Briefing) -> None:
    assert briefing.original
    worse = with_english(briefing.original, "16 km", "since 2016, some way")
    found = crosscheck(TranslatedArticle(briefing.article, briefing.translation), worse)
    (number,) = (d for d in found.firm if d.kind == "number")
    (sentence,) = words(worse, number.original)
    assert sentence.startswith("The first line, since 2016")


def test_an_unrelated_article_is_refused(briefing: Briefing) -> None:
    assert briefing.original
    segments = tuple(
        replace(segment, source="Mèo ngủ.", target="Penguins dislike algebra.")
        for segment in briefing.original.translation.segments
    )
    other = replace(briefing.original, translation=replace(briefing.original.translation, segments=segments))
    with pytest.raises(ArticleError, match="does not match this article") as error:
        crosscheck(TranslatedArticle(briefing.article, briefing.translation), other)
    assert str(error.value).endswith(".")


def test_overlong_texts_are_refused(briefing: Briefing) -> None:
    translation = replace(briefing.translation, segments=briefing.translation.segments * 120)
    endless = TranslatedArticle(briefing.article, translation)
    with pytest.raises(ArticleError, match="too long"):
        crosscheck(endless, endless)
    longer = replace(translation, segments=briefing.translation.segments * 220)
    assert briefing.original
    with pytest.raises(ArticleError, match="too long"):
        crosscheck(TranslatedArticle(briefing.article, longer), briefing.original)


@pytest.mark.parametrize(
    ("here", "there", "firm"),
    [
        ("Cela s'est produit vendredi.", "Sự việc xảy ra hôm 14/3.", False),
        ("Une trentaine de maisons ont brûlé.", "Có 32 ngôi nhà bị cháy.", False),
        ("Une trentaine de maisons ont brûlé.", "Có 50 ngôi nhà bị cháy.", True),
        ("Il roule à 80 km/h en ville.", "Xe chạy 80 km một giờ trong thành phố.", False),
        ("Un pont long de 3 km a ouvert.", "Cầu có 4 làn xe đã thông xe.", False),
        ("Le pont coûte 3 400 milliards de dongs.", "Cầu có giá 3.400 tỷ đồng.", False),
        ("Le pont coûte 3 400 milliards de dongs.", "Cầu có giá 4.300 tỷ đồng.", True),
        ("Le pont mesure 18 kilomètres.", "Cầu dài 16 km.", True),
        ("Il est né le 3 octobre.", "Ông sinh ngày 5/10.", True),
        ("Le 25/10, le pont a ouvert.", "Ngày 26/10, cầu đã thông xe.", True),
        ("Moscou a reconstruit le pont.", "Nga đã xây lại cây cầu.", False),
        ("Bruxelles a reconstruit le pont.", "EU đã xây lại cây cầu.", False),
        ("Moscou a reconstruit le pont.", "Sydney đã xây lại cây cầu.", True),
        ("L'ALE est un pont entre eux.", "FTA là một cây cầu giữa họ.", False),
        ("Le pont a eu 1,2 million de visiteurs.", "Cầu đón 1.234.567 lượt khách.", False),
        ("Le pont a eu près de 20 000 visiteurs.", "Cầu đón 19.850 lượt khách.", False),
        ("Le pont a eu 20 visiteurs.", "Cầu đón 18 lượt khách.", True),
        ("Le pont a eu 1 200 visiteurs.", "Cầu đón 1.300 lượt khách.", True),
        ("Entre 3 et 5 millions d'habitants.", "Từ 3 đến 5 triệu dân.", False),
        ("Une demi-douzaine de ponts a ouvert.", "Có 6 cây cầu đã thông xe.", False),
        ("Deux alliés ont ouvert le pont.", "Có 3 đồng minh đã mở cầu.", True),
    ],
)
def test_only_comparable_facts_are_firm_differences(
    briefing: Briefing, here: str, there: str, firm: bool
) -> None:
    english = "The bridge and the houses of the town stand by the river since then."
    version, original = (
        one_sentence(briefing, t, code, english) for t, code in ((here, "fr"), (there, "vi"))
    )
    assert bool(crosscheck(version, original).firm) is firm


def one_sentence(briefing: Briefing, text: str, language: str, english: str) -> TranslatedArticle:
    article = replace(
        briefing.article, text=text, language=language, blocks=(Block("paragraph", 0, len(text)),)
    )
    segment = Segment(text, english, 0, len(text), 0, len(text), -0.1)
    return TranslatedArticle(article, replace(briefing.translation, segments=(segment,)))


def table(briefing: Briefing, language: str, first: int, rows: int) -> TranslatedArticle:
    text = "Voici : " + " et ".join(str(first + 2 * i) for i in range(100)) + "."
    segment = Segment(text, text, 0, len(text), 0, len(text), -0.1)
    article = replace(briefing.article, text=text, language=language, blocks=())
    return TranslatedArticle(
        replace(article, blocks=(Block("paragraph", 0, len(text)),)),
        replace(briefing.translation, segments=(segment,) * rows),
    )


def test_differences_are_limited_and_a_long_table_is_refused(briefing: Briefing) -> None:
    here, there = table(briefing, "fr", 1001, 1), table(briefing, "vi", 1002, 1)
    assert len(crosscheck(here, there).differences) == 40
    with pytest.raises(ArticleError, match="too long"):
        crosscheck(table(briefing, "fr", 1001, 40), table(briefing, "vi", 1002, 40))


def test_each_brief_sentence_has_the_version_that_supports_it(briefing: Briefing) -> None:
    assert briefing.crosscheck
    assert briefing.original
    original = briefing.original.translation
    assert agreements(briefing.brief, briefing.translation, original, briefing.crosscheck) == (
        "both",
        "version_only",
        "differs",
    )
    # The disputed date has been left out of the sentence.
    text = "The first tests will take place in the presence of experts."
    shorter = BriefSentence(text, (10,), 1.0, "compressed")
    brief = Brief((shorter, BriefSentence("x", (7, 6), 1.0, "generated")), (), "")
    assert agreements(brief, briefing.translation, original, briefing.crosscheck) == ("both", "version_only")
    # The disputed number appears in another form.
    (number,) = (d for d in briefing.crosscheck.firm if d.kind == "number")
    ((i, _),) = number.version
    for text, agreement in (("The 18-km line opens.", "differs"), ("The line opens in 2018.", "both")):
        written = Brief((BriefSentence(text, (i,), 1.0, "generated"),), (), "")
        assert agreements(written, briefing.translation, original, briefing.crosscheck) == (agreement,)


def test_sentences_that_both_versions_support_are_confirmed(briefing: Briefing) -> None:
    assert briefing.crosscheck
    assert briefing.original
    original = briefing.original.translation
    assert confirmed(briefing.crosscheck, original) == set(range(13)) - {6}


def test_unreliable_english_of_the_original_confirms_nothing(briefing: Briefing) -> None:
    assert briefing.crosscheck
    assert briefing.original
    original = briefing.original.translation
    (pair,) = (p for p in briefing.crosscheck.pairs if briefing.brief.sentences[0].evidence[0] in p.version)
    segments = [
        replace(segment, confidence="unreliable") if i in pair.original else segment
        for i, segment in enumerate(original.segments)
    ]
    doubtful = replace(original, segments=tuple(segments))
    found = agreements(briefing.brief, briefing.translation, doubtful, briefing.crosscheck)
    assert found == (None, "version_only", "differs")
    without = confirmed(briefing.crosscheck, doubtful)
    assert confirmed(briefing.crosscheck, original) - without == set(pair.version)
