"""Decoding options that every engine supports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingOptions:
    """Options of one decoding call; an engine's own defaults never apply.

    Attributes:
        max_source_tokens: longer sources are an error; they are never cut.
        max_target_tokens: decoding stops here, and the hypothesis is marked unfinished.
        min_target_tokens: the end-of-sentence token may not come before this many tokens.
        beam_size: 1 is greedy search.
        num_hypotheses: length of the n-best list, at most `beam_size`.
        length_penalty: exponent of the length that a beam's score is divided by
            (Wu et al. 2016 in the simplified form that Marian, Transformers and
            CTranslate2 share).
        repetition_penalty: lowers the scores of tokens generated before (Keskar et al. 2019); 1 is off.
        no_repeat_ngram_size: no n-gram of this size twice; 0 is off.
        vocabulary: the only target tokens allowed; None allows all.
    """

    max_source_tokens: int
    max_target_tokens: int
    min_target_tokens: int = 1
    beam_size: int = 4
    num_hypotheses: int = 1
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    vocabulary: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Reject options that no engine supports.

        Raises:
            ValueError: a maximum length, the beam size or the number of hypotheses is below 1, or the n-best
                list is longer than the beam.
        """
        if min(self.max_source_tokens, self.max_target_tokens, self.beam_size, self.num_hypotheses) < 1:
            raise ValueError("lengths, beam size and number of hypotheses start at 1")
        if self.num_hypotheses > self.beam_size:
            raise ValueError(f"{self.num_hypotheses} hypotheses need a beam of at least that size")

    @property
    def signature(self) -> str:
        """The options that change the output, except the vocabulary, in one string: `beam:4|lp:1|max:9/9`."""
        parts = [f"beam:{self.beam_size}", f"lp:{self.length_penalty:g}"]
        if self.repetition_penalty != 1:
            parts.append(f"rp:{self.repetition_penalty:g}")
        if self.no_repeat_ngram_size:
            parts.append(f"ngram:{self.no_repeat_ngram_size}")
        if self.min_target_tokens > 1:
            parts.append(f"min:{self.min_target_tokens}")
        parts.append(f"max:{self.max_source_tokens}/{self.max_target_tokens}")
        return "|".join(parts)
