"""Translate sentences, check them, and repair the errors found.

Each step is taken only if findings are left, and kept only if they become fewer or less serious while
the model finds the result nearly as likely. The steps are: another hypothesis from the n-best list; the
sentence translated with its lost numbers and dates masked; a wider beam, without repetitions if the
output loops; the sentence translated in parts; the name, number or term itself, in place of the words
that the attention aligns with it, and repeated words reduced to one copy; and, if that changed nothing,
the sentence translated with its lost names masked. Last, misspelled names and made-up words are corrected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from passerelle.spans import Span
from translate import proof
from translate.capitals import is_capitals
from translate.decoding import Draft, Part, SentenceModel, Task
from translate.glossary import Glossary
from translate.lookup import decode_pieces
from translate.masks import Mask
from translate.plan import Piece
from translate.reading import read
from translate.recall import Result
from translate.types import Repair, Segment
from translate.work import Work, align_all

WIDE_BEAM = 12
NO_REPEAT_NGRAM = 3
# Minor findings, such as a missing quotation mark, are not worth decoding again.
_WORTH_DECODING = 2.0


def translate(
    tasks: Sequence[Task],
    model: SentenceModel,
    language: str,
    glossary: Glossary,
    n_best: Mapping[str, Sequence[Draft]] | None = None,
) -> list[Result]:
    """Translate sentences, then check and repair them.

    Those of more than `work.LONGEST_REPAIRED` characters or `work.MOST_PIECES` pieces are not repaired.

    Args:
        tasks: the sentences.
        model: the model that translates.
        language: ISO 639-1 code of the sentences.
        glossary: terms that are also checked.
        n_best: the result of `decode_pieces`, if available.
    """
    if n_best is None:
        n_best = decode_pieces(tasks, model, glossary)
    model = model.with_glossary(glossary)
    works = [Work(task, [n_best[text][0] for text in task.translated], language, glossary) for task in tasks]
    short = [work for work in works if work.is_short]
    for work in short:
        work.look()
    proof.take((work.offer(n_best, "used another of the model's translations") for work in short), language)
    _decode_masked(short, model, language, ("number", "date"))
    _decode_again(short, model, language)
    _divide(short, model, language)
    editable = [work for work in short if work.is_editable]
    align_all(editable, model)
    proof.take((work.edit(model, ()) for work in editable), language)
    _decode_masked([work for work in short if not work.edited], model, language, ("name",))
    wrong = [work for work in short if work.has_wrong_words]
    unaligned = [work for work in wrong if work.has_wrong_names and work.draft not in work.alignments]
    align_all(unaligned, model)
    proof.take((work.correct(model) for work in wrong), language)
    return [
        Result(w.draft, w.output, tuple(w.steps), w.signals(n_best), w.findings if w.is_short else None)
        for w in works
    ]


def with_witness(
    segment: Segment, witness: Sequence[str], model: SentenceModel, language: str, glossary: Glossary
) -> Segment:
    """Restore the omissions of a segment from the other version of the story.

    Args:
        segment: a translated segment.
        witness: English sentences of the other version that say the same.
        model: the model that translated it.
        language: ISO 639-1 code of the segment's source.
        glossary: the one that it was translated with.

    Returns:
        The segment itself if there is nothing to repair or the repair fails.
    """
    reading = read(segment.source, language)
    source = reading.text
    unlike = reading.text.casefold() != segment.source.casefold() or is_capitals(segment.source)
    made = segment.kind == "translated"  # by the model, not by a person
    if not segment.findings or not made or not witness or unlike or not model.fits(source):
        return segment
    piece = Piece(Span(0, len(source)), copied=False)
    part = Part(piece.span, Span(0, len(segment.target)))
    draft = Draft(segment.target, segment.score, 1, segment.truncated, (part,))
    work = Work(Task(source, (piece,)), [draft], language, glossary)
    if not work.is_short:
        return segment
    model = model.with_glossary(glossary)
    work.look()
    if work.is_editable:
        proof.take([work.edit(model, witness)], language)
    if not work.steps:
        return segment
    before = segment.repair or Repair(segment.target, ())
    return replace(
        segment,
        target=work.draft.text,
        target_end=segment.target_start + len(work.draft.text),
        score=work.draft.score,
        findings=work.findings,
        repair=Repair(before.output, (*before.steps, *work.steps)),
        confidence="check" if segment.confidence == "good" else segment.confidence,
        alignment=work.align(model) if segment.alignment is not None else None,
    )


def _decode_masked(works: Sequence[Work], model: SentenceModel, language: str, kinds: Sequence[str]) -> None:
    """Translate with lost names and numbers masked, then put them in place of the masks."""
    left = [work for work in works if work.penalty >= _WORTH_DECODING]
    masks: dict[str, list[Mask]] = {}
    for work in left:
        for text, mask in work.masks(kinds):
            masks.setdefault(text, []).append(mask)
    if not masks:
        return
    texts = list(masks)
    found = dict(zip(texts, model.decode(texts, model.options, masks), strict=True))
    step = "translated around the lost words, which were then inserted"
    proof.take((work.offer(found, step) for work in left), language)


def _decode_again(works: Sequence[Work], model: SentenceModel, language: str) -> None:
    """Decode again with a wider beam, and without repetitions if the output loops."""
    wide = replace(model.options, beam_size=WIDE_BEAM, num_hypotheses=WIDE_BEAM)
    strict = replace(wide, no_repeat_ngram_size=NO_REPEAT_NGRAM)
    left = [work for work in works if work.penalty >= _WORTH_DECODING]
    looping = [work for work in left if any(f.check in ("repetition", "cut") for f in work.findings)]
    for chosen, options, step in (
        (looping, strict, "translated again without repetitions"),
        (left, wide, "translated again with a wider search"),
    ):
        still = [work for work in chosen if work.penalty >= _WORTH_DECODING]
        texts = list(dict.fromkeys(text for work in still for text in work.pieces))
        found = dict(zip(texts, model.decode(texts, options), strict=True))
        proof.take((work.offer(found, step) for work in still), language)


def _divide(works: Sequence[Work], model: SentenceModel, language: str) -> None:
    """Translate in parts the sentences that can be divided."""
    left = [work for work in works if work.penalty >= _WORTH_DECODING]
    texts = list(dict.fromkeys(text for work in left for text in work.pieces))
    found = {text: [draft] for text, draft in model.in_parts(texts).items()}
    proof.take((work.offer(found, "translated in parts") for work in left), language)
