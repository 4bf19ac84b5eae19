"""A sentence on its way through the repair steps."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter

from passerelle.languages.tokens import fold
from passerelle.spans import Span
from translate import proof
from translate.checks import check, penalty
from translate.confidence import signals
from translate.decoding import Draft, SentenceModel, Task, join, replaced
from translate.edits import edits, is_editable
from translate.glossary import Glossary
from translate.madeup import existing
from translate.masks import Mask
from translate.placing import Edit
from translate.proof import Examined, Gains, Question, Step
from translate.spelling import spelled_differently, spellings
from translate.types import Finding
from translate.wordalignment import Alignment, align_drafts
from translate.wording import is_sound, written

# Maximum number of characters, and of pieces, since each attempt joins and checks the whole sentence. Longer
# text is a list or has no full stops; it is checked once and not repaired.
LONGEST_REPAIRED, MOST_PIECES = 800, 4
# Maximum edits per sentence, and candidates tried per edit.
_MOST_EDITS, _MOST_TRIALS = 8, 60


def examine(
    source: str, target: str, language: str, glossary: Glossary, *, truncated: bool = False
) -> tuple[Finding, ...]:
    """Run the checks on a sentence, that of its glossary terms included.

    Args:
        source: the sentence.
        target: its English.
        language: ISO 639-1 code of the sentence.
        glossary: terms and their required English.
        truncated: whether a length limit of the model was hit.
    """
    return check(source, target, language, truncated=truncated, occurrences=glossary.find(source, language))


class Work:
    """A sentence going through the repair steps."""

    def __init__(self, task: Task, drafts: list[Draft], language: str, glossary: Glossary) -> None:
        self.source = task.source
        self._task = task
        self._drafts = drafts
        self._scores = [draft.score or 0.0 for draft in drafts]
        self._language = language
        self._glossary = glossary
        self.steps: list[str] = []
        # Whether words were inserted or removed, so that the English is no longer that of the pieces.
        self.edited = False
        self.alignments: dict[Draft, Alignment] = {}
        self._examined: dict[tuple[str, bool], tuple[Finding, ...]] = {}
        self.draft = join(task.source, task.pieces, drafts)
        self.output = self.draft.text
        self.findings: tuple[Finding, ...] = ()
        self.penalty = 0.0
        # The model's score before words were corrected.
        self._base: float | None = None

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
        """Yield masks for the lost facts in some kinds of findings, each with the text of its piece."""
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
            align_all([self], model)
        return self.alignments[self.draft]

    @property
    def is_editable(self) -> bool:
        """Return whether a finding may be fixed by replacing words."""
        return any(map(is_editable, self.findings))

    def edit(self, model: SentenceModel, witness: Sequence[str]) -> Step:
        """Replace words with the lost facts and terms that they are aligned with; end repetitions."""
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
                    sure = proof.has_fewer(self.examined, after, "glossary", "repetition")
                    candidates.append((worth, len(candidates), draft, step, sure))
            if not candidates:
                return
            _, _, draft, step, sure = min(candidates)
            if base is None:
                base = model.score(self.source, self.draft)
            if not (yield from self._is_likely(draft, model, base, sure=sure)):
                return
            self.draft = draft
            self.edited = True
            self.steps.append(step)
            self.look()
            if not self.is_editable:
                return

    def _is_likely(
        self, draft: Draft, model: SentenceModel, base: float, *, sure: bool = False
    ) -> Generator[Question, Gains, bool]:
        """Return whether the models find an edited draft likely enough.

        Args:
            draft: the edited sentence.
            model: the model that translates into English.
            base: the model's score of the sentence before.
            sure: whether the reverse model is not asked: it may not know words that a glossary requires,
                and it prefers words said twice.
        """
        change = model.score(self.source, draft) - base
        if change < proof.EDITED_ALONE:
            return False
        gains = None if sure else (yield Question(self.source, self.draft.text, (draft.text,)))
        return gains is None or (change >= proof.EDITED.forward and gains[0] >= proof.EDITED.reverse)

    @property
    def has_wrong_names(self) -> bool:
        """Return whether the English has misspelled names."""
        return bool(spelled_differently(self.source, self.draft.text, self._language))

    @property
    def has_wrong_words(self) -> bool:
        """Return whether the English has misspelled names, or words that do not exist."""
        return any(finding.check == "invented" for finding in self.findings) or self.has_wrong_names

    def correct(self, model: SentenceModel) -> Step:
        """Restore the source's spelling of misspelled names, and replace words that do not exist."""
        sides = self.source, self.draft.text
        if misspelled := spelled_differently(*sides, self._language):
            pieces = model.model.tokenizer.encode_target
            names = spellings(*sides, misspelled, self.align(model), pieces, self._language)
            for edit in list(names):
                draft = self._corrected(edit)
                # The models are not asked about removing accents that the source does not have.
                sure = fold(self.draft.text[edit.span.start : edit.span.end]) == fold(edit.words)
                if draft and (sure or (yield from self._is_likely(draft, model, self._first_score(model)))):
                    self._take(draft, edit, "corrected to")
        for choice in list(existing(self.findings, self.source, self.draft.text, self._language)):
            # The reverse model is not asked: it predicts `exprimé` best from `exprimed`.
            scored = [
                (model.score(self.source, draft) - self._first_score(model), draft, edit)
                for edit in choice
                if (draft := self._corrected(edit)) and self._made_up(draft) < self._made_up(self.draft)
            ]
            best = max(scored, key=itemgetter(0), default=None)
            if best and best[0] >= proof.MADE_UP:
                self._take(*best[1:], "replaced by")

    def _corrected(self, edit: Edit) -> Draft | None:
        """Return the sentence after an edit of a word; None if that makes anything worse."""
        draft = replaced(self.draft, edit.span, edit.words)
        after = Examined(draft.text, self._examine(draft))
        worse = penalty(after.findings) > self.penalty
        sounder = proof.is_sounder(self.source, self.examined, after, self._language)
        return draft if sounder and not worse else None

    def _made_up(self, draft: Draft) -> int:
        """Return how many words of a draft do not exist."""
        return sum(len(f.target) for f in self._examine(draft) if f.check == "invented")

    def _first_score(self, model: SentenceModel) -> float:
        """Return the model's score of the sentence before words were corrected."""
        if self._base is None:
            self._base = model.score(self.source, self.draft)
        return self._base

    def _take(self, draft: Draft, edit: Edit, verb: str) -> None:
        old, words = self.draft.text[edit.span.start : edit.span.end], edit.words.strip()
        self.draft = draft
        self.steps.append(f"“{old}” {verb} “{words}”" if old else f"“{words}” inserted")
        self.look()


def align_all(works: Sequence["Work"], model: SentenceModel) -> None:
    """Align the words of several sentences at once."""
    found = align_drafts(model, [work.source for work in works], [work.draft for work in works])
    for work, alignment in zip(works, found, strict=True):
        work.alignments[work.draft] = alignment
