"""Published sizes and quality figures of models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """Published facts about a model.

    Attributes:
        size: approximate download size in bytes; None if unknown.
        quality: the most informative score; empty if none is known.
        suggested: whether it is the recommended alternative to an embedded model: the first choice of
            docs/models.md for its language on a laptop.
    """

    size: int | None
    quality: str
    suggested: bool = False


# Sources: docs/models.md. BLEU by sacreBLEU's defaults on FLORES-200 devtest, the figures of
# mozilla/firefox-translations-models and of Helsinki-NLP/OPUS-MT-leaderboard; ROUGE-2 on CNN/DailyMail from
# the model cards. Sizes of summarizers are four bytes per parameter. The embedded models, by folder name,
# have the figures of their own cards (tests compare the two).
PUBLISHED = {
    "fr-en": Published(23_000_000, "BLEU 28.6 newstest2013"),
    "vi-en": Published(23_000_000, "BLEU 26.5 iwslt2013"),
    "Helsinki-NLP/opus-mt-fr-en": Published(301_000_000, "BLEU 41.7", suggested=True),
    "HPLT/translate-vi-en-v2.0-hplt": Published(None, "", suggested=True),
    "Helsinki-NLP/opus-mt-vi-en": Published(289_000_000, "BLEU 25.3"),
    "Helsinki-NLP/opus-mt-tc-big-fr-en": Published(461_000_000, "BLEU 46.0"),
    "sshleifer/distilbart-cnn-12-6": Published(1_220_000_000, "ROUGE-2 21.3"),
    "sshleifer/distilbart-cnn-6-6": Published(920_000_000, "ROUGE-2 20.2"),
    "facebook/bart-large-cnn": Published(1_620_000_000, "ROUGE-2 20.8"),
    "google/pegasus-cnn_dailymail": Published(2_270_000_000, "ROUGE-2 21.6"),
}
