"""Abstractive briefs: a summarisation model writes, the text is asked for evidence."""

from collections.abc import Sequence

from seq2seq.model import Model
from seq2seq.options import DecodingOptions
from summarize.select import cosine_similarity
from summarize.words import support
from translate.split import sentences as split

# A generated sentence with less of its content in the text is not about the text.
MIN_SUPPORT = 0.5
MAX_EVIDENCE = 3


def generate(segments: Sequence[str], model: Model) -> list[str]:
    """Summary sentences of a text of any length.

    What is longer than the model's window is divided between segments, summarised in parts,
    and the parts' summaries are summarised again until they fit.

    Args:
        segments: English sentences, in order.
        model: a model such as BART or PEGASUS, run with its makers' own settings.
    """
    settings = model.generation
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=min(settings.max_target_tokens, model.positions - 1),
        min_target_tokens=min(settings.min_target_tokens, settings.max_target_tokens),
        beam_size=settings.beam_size,
        length_penalty=settings.length_penalty,
        no_repeat_ngram_size=settings.no_repeat_ngram_size,
    )
    texts = list(segments)
    while True:
        windows = _windows(texts, model)
        result: list[str] = []
        for hypotheses in model.run([" ".join(window) for window in windows], options):
            text = model.tokenizer.decode(hypotheses[0].tokens)
            sentences = [text[span.start : span.end] for span in split(text, "en")]
            # Where the limit was hit, the last sentence is not a whole one.
            result += sentences if hypotheses[0].finished else sentences[:-1]
        result = list(dict.fromkeys(result))
        if len(windows) <= 1 or sum(map(len, result)) >= sum(map(len, texts)):
            return result
        texts = result


def evidence_for(sentence: str, segments: Sequence[str]) -> tuple[int, ...]:
    """The one to three segments that say what a generated sentence says, best first.

    A segment is added while it adds support. Empty where the text does not support the sentence.
    """
    if not segments:
        return ()
    similarity = cosine_similarity([*segments, sentence])[-1, :-1]
    chosen: list[int] = []
    reached = 0.0
    for i in similarity.argsort()[::-1][: 2 * MAX_EVIDENCE].tolist():
        gained = support(sentence, [segments[k] for k in [*chosen, i]])
        if similarity[i] > 0 and gained > reached and len(chosen) < MAX_EVIDENCE:
            chosen.append(i)
            reached = gained
    return tuple(chosen) if reached >= MIN_SUPPORT else ()


def _windows(texts: Sequence[str], model: Model) -> list[list[str]]:
    """Runs of texts that each fit the model; a text that alone does not fit is divided at words."""
    windows: list[list[str]] = []
    room = 0
    for text in texts:
        for part in _parts(text, model):
            need = len(model.tokenizer.pieces(" " + part)) + 1
            if not windows or need > room:
                windows.append([])
                room = model.positions - 2
            windows[-1].append(part)
            room -= need
    return windows


def _parts(text: str, model: Model) -> list[str]:
    if len(model.tokenizer.pieces(text)) <= model.positions - 4:
        return [text]
    middle = text.rfind(" ", 1, len(text) // 2 + 1)
    middle = middle if middle > 0 else len(text) // 2
    return [p for half in (text[:middle], text[middle:].lstrip()) if half for p in _parts(half, model)]
