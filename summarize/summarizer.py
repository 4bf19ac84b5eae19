"""Summarize English text as a brief whose sentences cite their evidence."""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from passerelle import background
from passerelle.languages.sentences import sentences as split
from passerelle.modelstore import loading as seq2seq_model
from passerelle.modelstore import registry
from passerelle.modelstore.loading import EngineName, Model
from summarize.anaphora import refers_back, with_name
from summarize.compress import Compression, compress, relieved, shortenings
from summarize.faithful import described, unsupported
from summarize.generate import generate
from summarize.grammar import defects, tagger
from summarize.headline import headline_of, is_usable, unstopped
from summarize.knapsack import Candidate, Form, fills, pack
from summarize.segments import TITLE_WORDS, divided, first_line, orphans, rows_of
from summarize.select import GONE, Ranking, greedy, rank
from summarize.types import Brief, BriefSentence, Headline, Length, Omission, check_length
from summarize.words import opens_with_reference, support, words

# Maximum number of sentences: its lower and upper bound, and how many sentences of the text allow one.
_SENTENCES = {"short": (2, 2, 1000), "standard": (3, 6, 2), "long": (6, 8, 4)}
# Maximum number of words in all; the first sentence is used even if it has more.
_WORDS = {"short": 45, "standard": 80, "long": 240}
# A word limit allows one sentence for each of this many words.
_WORDS_A_SENTENCE = 8
# Minimum number of candidates from which those that best fill a word limit are chosen, and, for a large
# limit, the number of words per candidate.
_TRIES = 12
_WORDS_A_TRY = 12
_MANY_FORMS_WORDS = 160  # maximum word limit for which all forms of a sentence are tried
# No headline is made from a sentence with more words than this.
_LONGEST_HEADLINE = 60
NONE_DOUBTFUL: Mapping[int, Sequence[str]] = {}


class Summarizer:
    """Writes briefs; the model is loaded on first use and kept.

    A model with Marian's architecture shortens chosen sentences; any other writes the brief itself.

    Args:
        models_file: a models.txt; None for the user's own and the bundled one.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.
    """

    def __init__(
        self, models_file: Path | None = None, *, engine: EngineName = "ctranslate2", device: str = "auto"
    ) -> None:
        self._models_file = models_file
        self._engine = engine
        self._device = device
        self._lock = threading.Lock()
        self._loaded: dict[Path, Model] = {}

    def load_ahead(self) -> None:
        """Load model and tagger in a thread while an article is translated; errors are raised on use."""
        if not self._loaded:
            background.start(self._load_quietly, "load-ahead")

    def _load_quietly(self) -> None:
        with suppress(Exception):  # raised again on use
            self._model()
            tagger()

    def _model(self) -> Model:
        """Return the preferred model; one may have been added or removed since the last brief."""

        def use(spec: registry.ModelSpec, folder: Path) -> Model:
            if folder not in self._loaded:
                self._loaded[folder] = seq2seq_model.load_spec(
                    spec, folder, engine=self._engine, device=self._device
                )
            return self._loaded[folder]

        with self._lock:
            return seq2seq_model.first_usable("summarize", "en", self._models_file, use)

    def summarize(
        self,
        text_or_segments: str | Sequence[str],
        *,
        eligible: Sequence[int] | None = None,
        doubtful: Mapping[int, Sequence[str]] = NONE_DOUBTFUL,
        paragraphs: Sequence[int] | None = None,
        title: str | None = None,
        length: Length = "standard",
        confirmed: Collection[int] | None = None,
        referring: Collection[int] = (),
        sources: Sequence[str] = (),
        source_title: str | None = None,
    ) -> Brief:
        """Summarize an English text of any length.

        Args:
            text_or_segments: the text, or its sentences in order.
            eligible: indices of the segments that may be used; None for all.
            doubtful: words that may be wrong, by index of segment. A segment that is not eligible is still
                used without these words or, if they cannot be left out, only as the lead.
            paragraphs: for each segment, the number of its paragraph; None to use a text's line breaks.
            title: the text's title in English, if known.
            length: `short` (one or two sentences), `standard` (about 70 words in three to six), `long`
                (six to eight), or the maximum number of words. No sentence is ever cut off to fit.
            confirmed: indices of the segments that another version of the story also has, which are
                preferred; None if there is no other version.
            referring: indices of the segments whose source refers to the one before (`cette réforme`).
            sources: the source text of each segment, which shows similarity better than the
                English; empty if nothing was translated.
            source_title: likewise for the title, even if its English is not known.

        Returns:
            The brief, in reading order. A text no longer than its brief is returned as the brief.

        Raises:
            TypeError: `text_or_segments` is neither a text nor its sentences.
            LengthError: `length` is not a valid length for a brief.
            ModelError: the model cannot be loaded.
        """
        _check(text_or_segments, length)
        model = self._model()
        segments, paragraphs = divided(text_or_segments, paragraphs)
        candidates = range(len(segments)) if eligible is None else eligible
        usable = [i for i in sorted({*candidates, *doubtful}) if words(segments[i])]
        texts = [" ".join(segments[i].split()) for i in usable]
        known, back = rows_of(usable, confirmed or ()), rows_of(usable, referring)
        numbers = [paragraphs[i] for i in usable] if paragraphs else []
        foreign = [sources[i] for i in usable if sources]
        unwanted = {row: doubtful[i] for row, i in enumerate(usable) if i in doubtful}
        spoiled = {row for row, found in unwanted.items() if not relieved(texts[row], found)}
        barred = spoiled - rows_of(usable, candidates)
        line = None if words(title or "") else first_line(texts)
        near, source_title = (line, foreign[0] if foreign else None) if line else (title, source_title)
        ranking = rank(texts, near, known, orphans(usable), numbers, foreign, source_title, barred, back)
        writer = _Writer(texts, ranking, model, length, unwanted)
        sentences, omissions = writer.write(numbers or None)
        headline = writer.headline(title, usable, sentences[0].text if sentences else "", line)
        cited = tuple(replace(s, evidence=tuple(usable[i] for i in s.evidence)) for s in sentences)
        return Brief(cited, segments, _signature(model, length), headline, tuple(omissions))


def _check(given: object, length: Length) -> None:
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        raise TypeError(f"summarize takes a text or its sentences, not {type(given).__name__}.")
    check_length(length)


def sentence_count(total: int, length: Length = "standard") -> int:
    """Return the maximum number of sentences in a brief of `total` sentences of text."""
    if isinstance(length, int):
        return max(1, length // _WORDS_A_SENTENCE)
    least, most, share = _SENTENCES[length]
    return max(least, min(most, -(-total // share)))


def _signature(model: Model, length: Length) -> str:
    settings = model.generation
    return f"{model.signature}|beam:{settings.beam_size}|lp:{settings.length_penalty:g}|length:{length}"


class _Writer:
    """The brief of one text; shortened sentences are cached."""

    def __init__(
        self,
        texts: Sequence[str],
        ranking: Ranking,
        model: Model,
        length: Length,
        unwanted: Mapping[int, Sequence[str]],
    ) -> None:
        self._texts = texts
        self._ranking = ranking
        self._model = model
        self._count = sentence_count(len(texts), length)
        self._limit = length if isinstance(length, int) else None
        self._words = length if isinstance(length, int) else _WORDS[length]
        self._unwanted = unwanted
        self._made: dict[int, BriefSentence] = {}

    def write(self, paragraphs: Sequence[int] | None) -> tuple[list[BriefSentence], list[Omission]]:
        """Return the sentences in reading order, and the omissions."""
        if self._is_brief():
            whole = [
                self._sentence(i) if i in self._unwanted else BriefSentence(text, (i,), 1.0, "selected")
                for i, text in enumerate(self._texts)
                if i not in self._ranking.barred or i == self._ranking.lead
            ]
            # Without the sentence before it, `She said so` would refer to someone else.
            apart = [s for s in whole if self._ranking.needs.get(s.evidence[0]) != GONE]
            return apart or whole, []
        if self._model.architecture == "marian":
            return self._chosen(), []
        barred = self._ranking.barred
        written, omissions = generate(
            ["" if i in barred else text for i, text in enumerate(self._texts)],
            self._model,
            paragraphs=paragraphs,
            at_most=self._count,
            parts=2 if self._count > 4 and len(self._texts) > 2 * self._count else 1,
            fallback=self._fallback,
        )
        return self._within(written) or self._chosen(), omissions

    def headline(
        self, title: str | None, usable: Sequence[int], opening: str, line: str | None
    ) -> Headline | None:
        """Return the title, else the shortened lead; None if that would merely repeat the lead.

        Args:
            title: the text's title, if known.
            usable: for each sentence, its index in the text.
            opening: the first sentence of the brief, to which the headline is never equal.
            line: the first sentence of the text, if that is a heading.
        """
        if line:
            return Headline(unstopped(line), (usable[0],))
        spans = split(title, "en") if title else []
        first = next((title[s.start : s.end] for s in spans), "") if title else ""
        if words(first):
            shorter = self._shortened(first) if len(words(first)) > TITLE_WORDS else None
            found = unstopped(shorter or first)
            if unstopped(opening).casefold() != found.casefold():
                return Headline(found)
        lead = self._ranking.lead
        if lead is None or len(words(self._texts[lead])) > _LONGEST_HEADLINE:
            return None
        made = headline_of(self._sentence(lead).text)
        usable_line = all(is_usable(made, text) for text in (self._texts[lead], opening) if text)
        dependent = opens_with_reference(made) or lead in self._ranking.referring
        return Headline(made, (usable[lead],)) if usable_line and not dependent else None

    def _is_brief(self) -> bool:
        if self._limit is not None:
            return sum(len(text.split()) for text in self._texts) <= self._limit
        return len(self._texts) <= self._count

    def _chosen(self) -> list[BriefSentence]:
        """Return the most informative sentences, each shortened if that improves it."""
        if self._limit is None:
            order = greedy(self._ranking, self._size, self._count, self._words, whole_first=True)
            self._restore(order)
        else:
            order = self._knapsack(self._limit)
        return [self._alone(i, order) for i in sorted(order)]

    def _restore(self, chosen: Sequence[int]) -> None:
        """Use the full sentences as far as the word limit has room for them: every cut may lose a fact."""
        room = self._words - sum(map(self._size, chosen))
        # Sentences to which another one refers come first.
        needed = {self._ranking.needs.get(i) for i in chosen}
        for i in sorted(chosen, key=lambda i: i not in needed):
            full = self._make(i, None)
            more = len(self._alone(i, (), full).text.split()) - self._size(i)
            if 0 < more <= room:
                self._made[i] = full
                room -= more

    def _knapsack(self, limit: int) -> list[int]:
        """Choose the sentences, and the form of each, that best fill a word limit.

        Details are left out only if the limit cannot be filled otherwise, or not with the lead. If all forms
        exceed the limit, the shortest is chosen.
        """
        order, gains = list[int](), list[float]()
        wanted = max(_TRIES, limit // _WORDS_A_TRY)
        while len(order) < wanted and (found := self._ranking.best(order)) is not None:
            gains.append(self._ranking.gain(found, order) + (found == self._ranking.lead))
            order.append(found)
        for details in (False, True) if limit <= _MANY_FORMS_WORDS else (False,):
            forms = [self._forms(i, details=details) for i in order]
            candidates = [Candidate(*each) for each in zip(order, gains, forms, strict=True)]
            chosen = pack(candidates, limit, self._ranking)
            if fills(chosen, limit, self._ranking):
                break
        if order and not chosen:
            every = [(form, each.index) for each in candidates for form in each.forms]
            form, i = min(every, key=lambda found: found[0].words)
            chosen = {i: form}
        self._made.update({i: form.sentence for i, form in chosen.items()})
        return list(chosen)

    def _forms(self, i: int, *, details: bool) -> list[Form]:
        """Return a sentence whole and in ever shorter forms; only in two forms if the limit is easily filled.

        Args:
            i: its index in the text.
            details: whether details may be left out too; see `removals`.
        """
        if self._limit is not None and self._limit > _MANY_FORMS_WORDS:
            found = [self._make(i, None), self._sentence(i)]
        else:
            text, unwanted, title = self._texts[i], self._unwanted.get(i, ()), self._ranking.known
            shorter = shortenings(text, self._compressor, unwanted, title, details=details)
            made = [self._made_of(i, form) for form in shorter]
            found = [self._make(i, None), *(form for form in made if form.method == "compressed")]
        return [Form(each, len(self._alone(i, (), each).text.split())) for each in found]

    def _within(self, written: Sequence[BriefSentence]) -> list[BriefSentence]:
        """Return the most central of the generated sentences that fit the length, in order."""
        ranking = rank([sentence.text for sentence in written])
        sizes = [len(sentence.text.split()) for sentence in written]
        return [written[i] for i in sorted(greedy(ranking, sizes.__getitem__, self._count, self._limit))]

    def _fallback(self, i: int) -> BriefSentence | None:
        """Find a sentence of the text to use in place of one that the model wrote."""
        sentence = self._sentence(i)
        dependent = i in self._ranking.needs or refers_back(sentence.text)
        return None if dependent or defects(sentence.text) else sentence

    def _alone(self, i: int, chosen: Collection[int], form: BriefSentence | None = None) -> BriefSentence:
        """Return a sentence in a form that can be understood in the brief.

        One that refers to the previous sentence has that as evidence too; if that is not in the
        brief, the name from it replaces a pronoun, if it is unambiguous.
        """
        sentence = form or self._sentence(i)
        before = self._ranking.needs.get(i, GONE)
        if before == GONE or not (refers_back(sentence.text) or i in self._ranking.referring):
            return sentence
        name, said = self._ranking.named.get(i, ("", before))
        if before not in chosen and name and (alone := with_name(sentence.text, name)):
            where = "the previous sentence" if said == before else "an earlier sentence"
            step = f"“{alone.pronoun}” is {alone.name}, named in {where}, which is also evidence"
            share = support(alone.text, [self._texts[k] for k in (i, said)])
            steps = (*sentence.steps, step)
            return replace(sentence, text=alone.text, evidence=(i, said), support=share, steps=steps)
        steps = (*sentence.steps, "refers to the previous sentence, which is also evidence")
        return replace(sentence, evidence=(i, before), steps=steps)

    def _size(self, i: int) -> int:
        """Return the number of words of a sentence, with a name in place of its pronoun."""
        return len(self._alone(i, ()).text.split())

    def _sentence(self, i: int) -> BriefSentence:
        if i not in self._made:
            self._made[i] = self._make(i, self._compressor)
        return self._made[i]

    def _make(self, i: int, model: Model | None) -> BriefSentence:
        return self._made_of(
            i, compress(self._texts[i], model, self._unwanted.get(i, ()), self._ranking.known)
        )

    def _made_of(self, i: int, result: Compression | None) -> BriefSentence:
        """Return the shorter form of a sentence; the whole one if there is none or it is wrong."""
        text = self._texts[i]
        if result is None:
            return BriefSentence(text, (i,), 1.0, "selected")
        if faults := unsupported(result.text, [text]):
            step = f"not shortened: that would leave {described(faults)}"
            return BriefSentence(text, (i,), 1.0, "selected", (step,))
        steps = tuple(f"left out: {part.strip(' ,;')}" for part in result.removed)
        return BriefSentence(result.text, (i,), support(result.text, [text]), "compressed", steps)

    def _shortened(self, title: str) -> str | None:
        # A title has no full stop, and a compression without one would be considered cut off.
        text = title if title.endswith((".", "!", "?", "…", "”", '"')) else f"{title}."
        result = compress(text, self._compressor)
        return result.text if result and not unsupported(result.text, [text]) else None

    @property
    def _compressor(self) -> Model | None:
        return self._model if self._model.architecture == "marian" else None
