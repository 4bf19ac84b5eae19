"""Parameters of the alignment and of the comparison, each calibrated as a set.

Rerun `python -m bench.crosscheck` after any change: the parameters depend on one another, and some of
them on the contrasts of the embedded models (see `passerelle.crosscheck.contrast`).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Size of a group of sentences: number from the version, number from the original.
GroupSize = tuple[int, int]

# Group sizes that the alignment allows and what each costs, on the scale of similarity: a second
# sentence must improve the fit by more than this.
GROUP_COSTS: Final[dict[GroupSize, float]] = {
    (1, 1): 0.0,
    (1, 2): 0.1,
    (2, 1): 0.1,
    (1, 3): 0.2,
    (3, 1): 0.2,
    (2, 2): 0.25,
}
MAX_GROUP_SENTENCES: Final = max(map(max, GROUP_COSTS))


@dataclass(frozen=True, slots=True)
class AlignmentCalibration:
    """Parameters of the sentence alignment, calibrated as a set; rerun bench.crosscheck after any change.

    Similarities are between 0 and 1. A contrast is a difference of mean log-probabilities per token;
    with the embedded models, partners have at least 1.2, even if badly translated, and other
    sentences less than 1. A sentence and a part of it have at least 0.7 in 19 of 20 cases; adjacent
    sentences have less in 99 of 100.

    Attributes:
        stranger_cost: cost of each sentence in a group that is unlike the whole other group.
        stranger_similarity: similarity below which it counts as unlike.
        block_crossing_cost: cost of each paragraph boundary inside a group.
        kind_mismatch_cost: cost of pairing a title with a paragraph.
        neighbour_bonus: similarity added to any pair on the path: two sentences between the same neighbours
            usually correspond, however badly one of them is translated.
        length_log_spread: standard deviation of the logarithm of the length ratio.
        word_form_percent: minimum Indel similarity of two forms of one word, such as `fish` and
            `fishing`.
        max_word_characters: characters of a word that are compared.
        fact_weight: weight of a fact relative to a content word, since facts come from the source, not the
            translation.
        min_similarity: lowest similarity of partners that no contrast has confirmed.
        min_similarity_ratio: the same as a share of the median similarity of the two texts.
        doubtful_similarity_ratio: share of the median below which a pair is tested with a contrast.
        partner_contrast: lowest contrast of partners.
        expected_contrast: the same for a pair that the order of the texts suggests.
        missing_contrast: the same for a sentence that improves the length ratio of a pair by at least
            `better_length_log`: models often omit the end of a long sentence, so that its English gives no
            evidence for what corresponds to that end.
        better_length_log: minimum improvement for that (natural logarithm of the ratio).
        max_tests: maximum number of groups for which a contrast is computed in one alignment.
        moved_similarity: lowest similarity of partners found out of order, where accidental matches are much
            more likely.
        moved_similarity_ratio: the same as a share of the median.
    """

    stranger_cost: float = 0.2
    stranger_similarity: float = 0.05
    block_crossing_cost: float = 0.1
    kind_mismatch_cost: float = 0.15
    neighbour_bonus: float = 0.03
    length_log_spread: float = 0.7
    word_form_percent: int = 75
    max_word_characters: int = 40
    fact_weight: float = 1.5
    min_similarity: float = 0.05
    min_similarity_ratio: float = 0.2
    doubtful_similarity_ratio: float = 0.5
    partner_contrast: float = 1.0
    expected_contrast: float = 0.5
    missing_contrast: float = 0.25
    better_length_log: float = 0.2
    max_tests: int = 100
    moved_similarity: float = 0.25
    moved_similarity_ratio: float = 0.6


@dataclass(frozen=True, slots=True)
class ComparisonCalibration:
    """Parameters of the comparison, calibrated as a set; rerun bench.crosscheck after any change.

    Attributes:
        same_story_similarity: lowest mean similarity, over the sentences of the shorter text, of two
            versions of one story. With the embedded models, two versions have at least 0.3, and two different
            stories less than 0.05.
        sure_similarity: minimum similarity for a pair to be certain enough to compare its facts.
        sure_similarity_ratio: the same as a share of the median; the lower of the two decides.
        close_similarity: minimum similarity for an unpaired sentence to count as possibly part of
            another; equals `AlignmentCalibration.partner_contrast` on this scale.
        min_sentence_characters: length of the source below which a sentence is a heading, a credit or
            a fragment.
        same_quotation_contrast: contrast below which two quotations differ if one of them is in English.
            With the embedded models, quotations of the same words have at least 1.3, of other words at most
            0.9, and partly changed ones 1.3 to 2.6, which is inconclusive.
        other_quotation_contrast: contrast below which they certainly differ.
        max_quotation_loss: cap on the loss of likelihood of the English of two quotations (see
            `TranslationContrast.losses`); a greater loss indicates a bad translation, not other words.
        unshared_weight: weight of the surprisal of words that only one of two quotations has, relative to
            that loss.
        same_quotation_doubt: sum of the loss and the weighted surprisal above which two quotations differ.
        other_quotation_doubt: sum above which they certainly differ. Of 75 sentences of talks and news in
            both languages, 1 in 20 exceeds it; of the same with half of the words replaced, 5 in 6 do.
        min_quotation_characters: length below which a quotation counts as a single term.
        min_english_quotation_characters: the same in English, which may be a little shorter.
        large_number: smallest number that may be given rounded.
        rounding_share: share by which a number marked as approximate may be off.
        name_spelling_percent: minimum similarity of variant spellings of a name.
        nearby_sentences: number of sentences before and after a pair in which a fact that it lacks may be.
    """

    same_story_similarity: float = 0.1
    sure_similarity: float = 0.25
    sure_similarity_ratio: float = 0.5
    close_similarity: float = 0.63
    min_sentence_characters: int = 25
    same_quotation_contrast: float = 1.4
    other_quotation_contrast: float = 1.0
    max_quotation_loss: float = 5.0
    unshared_weight: float = 0.3
    same_quotation_doubt: float = 4.5
    other_quotation_doubt: float = 6.2
    min_quotation_characters: int = 25
    min_english_quotation_characters: int = 18
    large_number: int = 1000
    rounding_share: Decimal = Decimal("0.25")
    name_spelling_percent: int = 70
    nearby_sentences: int = 2


ALIGNMENT: Final = AlignmentCalibration()
COMPARISON: Final = ComparisonCalibration()
