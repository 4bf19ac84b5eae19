"""Translate sentences, check them, and repair the errors found.

Each step is taken only if findings are left, and kept only if they become fewer or less serious while
the model finds the result nearly as likely. The steps are: another hypothesis from the n-best list; a
wider beam, without repetitions if the output loops; the sentence translated in parts; and last the
name, number or term itself, in place of the words that the attention aligns with it.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from passerelle.spans import Span
from translate import proof
from translate.capitals import is_capitals
from translate.checks import check, penalty
from translate.confidence import signals
from translate.decoding import Draft, Part, SentenceModel, Task, join, replaced
from translate.edits import edits
from translate.glossary import Glossary
from translate.lookup import decode_pieces
from translate.masks import Mask
from translate.plan import Piece
from translate.proof import Examined, Gains, Question, Step
from translate.reading import read
from translate.recall import Result
from translate.spelling import spelled_differently, spellings
from translate.types import Finding, Repair, Segment
from translate.wordalignment import Alignment, align_drafts
from translate.wording import is_sound, written

WIDE_BEAM = 12
NO_REPEAT_NGRAM = 3
# Minor findings, such as a missing quotation mark, are not worth decoding again.
_WORTH_DECODING = 2.0
# Maximum edits per sentence, and candidates tried per edit.
_MOST_EDITS, _MOST_TRIALS = 8, 60
# Maximum length, since each attempt joins and checks the whole sentence. Longer text is a list or has no full
# stops; it is checked once and not repaired.
LONGEST_REPAIRED, MOST_PIECES = 800, 4


def translate(
    tasks: Sequence[Task],
    model: SentenceModel,
    language: str,
    glossary: Glossary,
    n_best: Mapping[str, Sequence[Draft]] | None = None,
) -> list[Result]:
    """Translate sentences, check and repair them.

    Those over `LONGEST_REPAIRED` characters, or of more than `MOST_PIECES` pieces, are not repaired.

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
    works = [_Work(task, [n_best[text][0] for text in task.translated], language, glossary) for task in tasks]
    short = [work for work in works if work.is_short]
    for work in short:
        work.look()
    proof.take((work.offer(n_best, "used the model's second choice") for work in short), language)
    _decode_masked(short, model, language, ("number", "date"))
    _decode_again(short, model, language)
    _divide(short, model, language)
    left = [work for work in short if work.penalty]
    _align(left, model)
    proof.take((work.edit(model, ()) for work in left), language)
    _decode_masked([work for work in short if not work.edited], model, language, ("name",))
    misspelled = [work for work in short if spelled_differently(work.source, work.draft.text, language)]
    _align([work for work in misspelled if work.draft not in work.alignments], model)
    proof.take((work.spell(model) for work in misspelled), language)
    return [
        Result(w.draft, w.output, tuple(w.steps), w.signals(n_best), w.findings if w.is_short else None)
        for w in works
    ]


def examine(
    source: str, target: str, language: str, glossary: Glossary, *, truncated: bool = False
) -> tuple[Finding, ...]:
    """Run the checks and the glossary on a sentence.

    Args:
        source: the sentence.
        target: its English.
        language: ISO 639-1 code of the sentence.
        glossary: terms and their required English.
        truncated: whether a length limit of the model was hit.
    """
    return check(source, target, language, truncated=truncated, occurrences=glossary.find(source, language))


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
    if not segment.findings or segment.kind == "copied" or not witness or unlike or not model.fits(source):
        return segment
    piece = Piece(Span(0, len(source)), copied=False)
    part = Part(piece.span, Span(0, len(segment.target)))
    draft = Draft(segment.target, segment.score, 1, segment.truncated, (part,))
    work = _Work(Task(source, (piece,)), [draft], language, glossary)
    if not work.is_short:
        return segment
    model = model.with_glossary(glossary)
    work.look()
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


class _Work:
    """A sentence going through the repair steps."""

    def __init__(self, task: Task, drafts: list[Draft], language: str, glossary: Glossary) -> None:
        self.source = task.source
        self._task = task
        self._drafts = drafts
        self._scores = [draft.score or 0.0 for draft in drafts]
        self._language = language
        self._glossary = glossary
        self.steps: list[str] = []
        # Whether words were inserted that the English of the pieces does not have.
        self.edited = False
        self.alignments: dict[Draft, Alignment] = {}
        self._examined: dict[tuple[str, bool], tuple[Finding, ...]] = {}
        self.draft = join(task.source, task.pieces, drafts)
        self.output = self.draft.text
        self.findings: tuple[Finding, ...] = ()
        self.penalty = 0.0

    @property
    def is_short(self) -> bool:
        """Return whether the sentence is short enough to be repaired."""
        return len(self.source) <= LONGEST_REPAIRED and len(self.pieces) <= MOST_PIECES

    def look(self) -> None:
        """Check the sentence in its current state."""
        self.findings = self._examine(self.draft)
        self.penalty = penalty(self.findings)

    def _examine(self, draft: Draft) -> tuple[Finding, ...]:
        asked = draft.text, draft.truncated  # cached because the steps repeat many proposals
        if asked not in self._examined:
            self._examined[asked] = examine(
                self.source, draft.text, self._language, self._glossary, truncated=draft.truncated
            )
        return self._examined[asked]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The texts of the pieces that the model translates."""
        return self._task.translated

    @property
    def examined(self) -> Examined:
        """The current English and its findings."""
        return Examined(self.draft.text, self.findings)

    def offer(self, found: Mapping[str, Iterable[Draft]], step: str) -> Step:
        """Accept better drafts for the pieces, one after the other."""
        taken = False
        for i, text in enumerate(self.pieces):
            if not self.penalty:
                break
            if best := (yield from self._best(i, found.get(text, ()))):
                self._drafts[i], self.draft = best
                self.look()
                taken = True
        if taken:
            self.steps.append(step)

    def _best(
        self, i: int, drafts: Iterable[Draft]
    ) -> Generator[Question, Gains, tuple[Draft, Draft] | None]:
        """Return the draft of a piece that repairs most, and the sentence with it; None if there is none."""
        sounder: list[tuple[float, float, Draft, Draft]] = []
        for draft in drafts:
            change = (draft.score or 0.0) - self._scores[i]
            if draft.text == self._drafts[i].text or change < proof.WHOLE_ALONE:
                continue
            whole = join(self.source, self._task.pieces, [*self._drafts[:i], draft, *self._drafts[i + 1 :]])
            examined = Examined(whole.text, self._examine(whole))
            worth = penalty(examined.findings)
            if (
                worth < self.penalty
                and proof.is_sounder(self.source, self.examined, examined, self._language)
                and not proof.says_less(self.examined, whole.text)
            ):
                sounder.append((worth, change, draft, whole))
        if not sounder:
            return None
        gains = yield Question(self.source, self.draft.text, tuple(w.text for *_, w in sounder))
        if gains is None:
            _, _, draft, whole = min(sounder, key=lambda one: (one[0], -one[1]))
            return draft, whole
        least = proof.margins(self.findings)
        proved = [
            (worth, -change - gain, draft, whole)
            for (worth, change, draft, whole), gain in zip(sounder, gains, strict=True)
            if change >= least.forward and gain >= least.reverse
        ]
        if not proved:
            return None
        _, _, draft, whole = min(proved, key=lambda one: one[:2])
        return draft, whole

    def signals(self, n_best: Mapping[str, Sequence[Draft]]) -> dict[str, float]:
        """Return the signals for the confidence level."""
        # Required words make a draft differ from all hypotheses, which is not a sign of doubt.
        hypotheses = [[d.text for d in n_best[text] if not d.is_looked_up] for text in self.pieces]
        return signals(self.source, self.draft.text, self.draft.score or 0.0, hypotheses, self._language)

    def masks(self, kinds: Sequence[str]) -> Iterator[tuple[str, Mask]]:
        """Yield the lost facts of some kinds of findings that have an English form, with their pieces."""
        asked = [piece.span for piece in self._task.pieces if not piece.copied]
        for finding in self.findings:
            wording = written(finding, self.source, self._language) if finding.check in kinds else None
            for span in asked:
                place = finding.source[0] if finding.source else None
                if wording and place and span.start <= place.start and place.end <= span.end:
                    inside = Span(place.start - span.start, place.end - span.start)
                    yield self.source[span.start : span.end], Mask(inside, wording)

    def align(self, model: SentenceModel) -> Alignment:
        """Align the words of the sentence and its English."""
        if self.draft not in self.alignments:
            _align([self], model)
        return self.alignments[self.draft]

    def edit(self, model: SentenceModel, witness: Sequence[str]) -> Step:
        """Replace words with the lost names, numbers and terms that they are aligned with."""
        base: float | None = None
        terms = self._glossary.find(self.source, self._language)
        for _ in range(_MOST_EDITS):
            alignment = self.align(model)
            candidates: list[tuple[float, int, Draft, str, bool]] = []
            found = (
                edit
                for finding in self.findings
                for edit in edits(
                    finding,
                    self.source,
                    self.draft.text,
                    alignment,
                    language=self._language,
                    terms=terms,
                    witness=witness,
                )
            )
            for edit in islice(found, _MOST_TRIALS):
                draft = replaced(self.draft, edit.span, edit.words)
                findings = self._examine(draft)
                worth = penalty(findings)
                after = Examined(draft.text, findings)
                sounder = proof.is_sounder(self.source, self.examined, after, self._language)
                if worth < self.penalty and is_sound(draft.text) and sounder:
                    old = self.draft.text[edit.span.start : edit.span.end]
                    step = f"“{old}” replaced by “{edit.words}”"
                    asked = proof.honours_a_term(self.examined, after)
                    candidates.append((worth, len(candidates), draft, step, asked))
            if not candidates:
                return
            _, _, draft, step, asked = min(candidates)
            if base is None:
                base = model.score(self.source, self.draft)
            if not (yield from self._is_likely(draft, model, base, asked=asked)):
                return
            self.draft = draft
            self.edited = True
            self.steps.append(step)
            self.look()
            if not self.penalty:
                return

    def _is_likely(
        self, draft: Draft, model: SentenceModel, base: float, *, asked: bool = False
    ) -> Generator[Question, Gains, bool]:
        """Return whether the models find a draft with inserted words likely enough.

        Args:
            draft: the sentence with the inserted words.
            model: translates into English.
            base: the model's score of the sentence without them.
            asked: whether a glossary requires these words; the reverse model may not know them.
        """
        change = model.score(self.source, draft) - base
        if change < proof.EDITED_ALONE:
            return False
        gains = None if asked else (yield Question(self.source, self.draft.text, (draft.text,)))
        return gains is None or (change >= proof.EDITED.forward and gains[0] >= proof.EDITED.reverse)

    def spell(self, model: SentenceModel) -> Step:
        """Restore the source's spelling of names that the model has misspelled."""
        misspelled = spelled_differently(self.source, self.draft.text, self._language)
        if not misspelled:
            return
        base: float | None = None
        pieces = model.model.tokenizer.encode_target
        for edit in spellings(
            self.source, self.draft.text, misspelled, self.align(model), pieces, self._language
        ):
            old = self.draft.text[edit.span.start : edit.span.end]
            draft = replaced(self.draft, edit.span, edit.words)
            findings = self._examine(draft)
            after = Examined(draft.text, findings)
            sounder = proof.is_sounder(self.source, self.examined, after, self._language)
            if penalty(findings) > self.penalty or not sounder:
                continue
            if base is None:
                base = model.score(self.source, self.draft)
            if not (yield from self._is_likely(draft, model, base)):
                continue
            self.draft = draft
            name = edit.words.strip()
            self.steps.append(f"“{old}” corrected to “{name}”" if old else f"“{name}” inserted")
            self.look()


def _decode_masked(works: Sequence[_Work], model: SentenceModel, language: str, kinds: Sequence[str]) -> None:
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


def _decode_again(works: Sequence[_Work], model: SentenceModel, language: str) -> None:
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


def _divide(works: Sequence[_Work], model: SentenceModel, language: str) -> None:
    """Translate in parts the sentences that can be divided."""
    left = [work for work in works if work.penalty >= _WORTH_DECODING]
    texts = list(dict.fromkeys(text for work in left for text in work.pieces))
    found = {text: [draft] for text, draft in model.in_parts(texts).items()}
    proof.take((work.offer(found, "translated in parts") for work in left), language)


def _align(works: Sequence[_Work], model: SentenceModel) -> None:
    """Align the words of several sentences at once."""
    found = align_drafts(model, [work.source for work in works], [work.draft for work in works])
    for work, alignment in zip(works, found, strict=True):
        work.alignments[work.draft] = alignment
