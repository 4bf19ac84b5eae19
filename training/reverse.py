"""Measure a reverse model: English to French or Vietnamese."""

from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from bench.quality import MAX_TARGET_TOKENS, EvaluationSet
from passerelle.modelstore.loading import Model
from passerelle.seq2seq.options import DecodingOptions
from translate import reverse


@dataclass(frozen=True, slots=True)
class ReverseRow:
    """The results of a reverse model on one set.

    Attributes:
        set: name and languages, such as `newstest2013 en-fr`.
        lines: number of lines translated.
        bleu, chrf: with sacreBLEU's defaults, 0 to 100, with the set's source side as reference.
        preferred: share of lines for which their own English scores higher than another line's.
    """

    set: str
    lines: int
    bleu: float
    chrf: float
    preferred: float


def measure(model: Model, evaluation: EvaluationSet) -> ReverseRow:
    """Translate the English side of a set back, and score right and wrong English.

    Args:
        model: English to the set's language.
        evaluation: a set of at least two lines.
    """
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=min(MAX_TARGET_TOKENS, model.positions - 1),
        beam_size=model.generation.beam_size,
        length_penalty=model.generation.length_penalty,
    )
    encoded = [reverse.encode(model, text, evaluation.language) for text in evaluation.references]
    n_best = model.engine.run(encoded, options)
    outputs = [model.tokenizer.decode_target(hypotheses[0].tokens).strip() for hypotheses in n_best]
    wanted = [list(evaluation.sources)]
    right, wrong = (
        reverse.score(model, evaluation.sources, english, evaluation.language)
        for english in (evaluation.references, neighbours(evaluation.references))
    )
    return ReverseRow(
        set=f"{evaluation.name} en-{evaluation.language}",
        lines=len(outputs),
        bleu=round(BLEU().corpus_score(outputs, wanted).score, 2),
        chrf=round(CHRF().corpus_score(outputs, wanted).score, 2),
        preferred=sum(a > b for a, b in zip(right, wrong, strict=True)) / len(right),
    )


def neighbours(texts: Sequence[str]) -> list[str]:
    """Return the next longer text for each text, and the shortest for the longest one."""
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    following = dict(zip(order, [*order[1:], order[0]], strict=True))
    return [texts[following[i]] for i in range(len(texts))]
