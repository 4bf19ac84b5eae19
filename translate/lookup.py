"""Translate again the sentences whose English lost words, with the lexicon's English for these words.

Expressions of the lexicon (`mettre en examen`) count as lost if their English is missing, even if each of
their words is translated. The words are given as terms that must be used (`translate.hints`), so the model
itself finds their place and form; a constraint on the output would break the words around it (Dinu et al.
2019). The result is kept if clearly more words of both sides have a counterpart, the model finds it nearly as
likely, and the reverse model predicts the source from it at least as well. The same holds for another
hypothesis that has the words. Measured by `python -m bench.lookup` and `python -m bench.expressions`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from passerelle.languages import lexicon
from passerelle.spans import Span
from translate import reverse
from translate.coverage import LIGHT, compare, lost_expressions, uncovered
from translate.decoding import Draft, SentenceModel, Task
from translate.glossary import Glossary

# Minimum surprisal of a word without a counterpart for its sentence to be translated again, and for a word of
# that sentence to be looked up; and the maximum number of words looked up per sentence.
_CLEARLY_LOST, _LOST, _MOST_LOST = 1.3, 0.7, 4
# Used instead of the first of these if the English also has a word without a counterpart: one may have become
# the other.
_REPLACED = 0.9
# Minimum share of a translation among those in the lexicon's entry, its minimum frequency relative to the
# first, and the maximum number of translations tried.
_LEAST_SHARE, _OTHER, _MOST_TRANSLATIONS = 0.12, 0.5, 2
# Minimum reduction of surprisal, and maximum loss of log-probability per token: chosen on 500 even lines of
# newstest2013.
_LEAST_GAIN, _MOST_LOSS = 1.0, 0.35
# A wider beam takes longer and gives no better results.
_BEAM = 2
# How much having the English of a lost expression adds to the worth of a proposal.
_EXPRESSION = 1.5
# Longer text is a list or has no full stops.
_LONGEST = 800


@dataclass(frozen=True, slots=True)
class _Trial:
    """A piece to translate again.

    Attributes:
        text: the piece.
        before: its present English.
        required: English by lexicon entry.
    """

    text: str
    before: Draft
    required: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A new draft that may be kept.

    Attributes:
        trial: what was tried.
        draft: the result.
        worth: how much better it is: the gain in coverage; once it is scored, plus the change of the score.
        is_expression: whether it has the English of an expression that was lost.
    """

    trial: _Trial
    draft: Draft
    worth: float
    is_expression: bool


def decode_pieces(tasks: Sequence[Task], model: SentenceModel, glossary: Glossary) -> dict[str, list[Draft]]:
    """Return the n-best list of each piece of some sentences, best first, lost words looked up."""
    pieces = list(dict.fromkeys(text for task in tasks for text in task.translated))
    model = model.with_glossary(glossary)
    n_best = dict(zip(pieces, model.run(pieces), strict=True))
    for text, draft in look_up(n_best, model).items():
        n_best[text].insert(0, draft)
    return n_best


def look_up(n_best: Mapping[str, Sequence[Draft]], model: SentenceModel) -> dict[str, Draft]:
    """Translate again the pieces whose English lost words.

    Args:
        n_best: the n-best list of each piece, best first.
        model: the model that translated them.

    Returns:
        The pieces with a better new translation, or a better one in their list, and that translation. There
        are none if the model accepts no hints.
    """
    if not model.model.hints:
        return {}
    trials = [t for text, drafts in n_best.items() for t in _trials(text, drafts[0], model.language)]
    if not trials:
        return {}
    options = replace(model.options, beam_size=_BEAM, num_hypotheses=1)
    found = model.decode([t.text for t in trials], options, required=[t.required for t in trials])
    tried = {trial.text: trial for trial in trials}
    others = [(t, draft) for text, t in tried.items() for draft in n_best[text][1:]]
    made = [
        (trial, replace(drafts[0], is_looked_up=True)) for trial, drafts in zip(trials, found, strict=True)
    ]
    # Of two with the same English, the later one is kept.
    proposals = [one for trial, draft in (*others, *made) if (one := _proposed(trial, draft, model.language))]
    return {text: one.draft for text, one in _best(proposals, n_best, model).items()}


def _trials(text: str, draft: Draft, language: str) -> Iterator[_Trial]:
    """Yield what to try: words whose English is required.

    These are the lost expressions alone, with the other lost words, and with each translation of the word of
    highest surprisal.
    """
    if draft.truncated or len(text) > _LONGEST:
        return
    expressions = {e.word: e.expression[0] for e in lost_expressions(text, draft.text, language)}
    if expressions:
        yield _Trial(text, draft, expressions)
    compared = compare(text, draft.text, language)
    # Repair replaces English that has an invented name by another hypothesis, which may have the lost words.
    if any(word.surprisal and _is_name(draft.text, word.span) for word in compared.target):
        return
    lost = [w for w in compared.source if w.surprisal >= _LOST and not _is_name(text, w.span)]
    words = sorted(lost, key=lambda word: -word.surprisal)
    added = max((word.surprisal for word in compared.target), default=0.0)
    if not words or words[0].surprisal < (_REPLACED if added >= _REPLACED else _CLEARLY_LOST):
        return
    known = {word.stem: _translations(word.stem, language) for word in words[:_MOST_LOST]}
    together = {word: found[0] for word, found in known.items() if found}
    if not together:
        return
    first = next(iter(together))
    alone = [{first: english} for english in known[first]]
    for required in (together, *(one for one in alone if one != together)):
        yield _Trial(text, draft, expressions | required)


def _is_name(text: str, place: Span) -> bool:
    """Return whether a word has a capital and is not the first of its sentence: `M. Duc` is not a duke."""
    return text[place.start].isupper() and any(map(str.isalnum, text[: place.start]))


def _translations(word: str, language: str) -> list[str]:
    """Return the dominant translations of a word, best first, without those that are only function words."""
    entry = lexicon.lookup(word, language)
    if not entry:
        return []
    most = max(_LEAST_SHARE * sum(n for _, n in entry.translations), _OTHER * entry.translations[0][1])
    kept = [english for english, n in entry.translations if n >= most][:_MOST_TRANSLATIONS]
    return [english for english in kept if not LIGHT.issuperset(english.split())]


def _proposed(trial: _Trial, draft: Draft, language: str) -> _Proposal | None:
    """Return a proposal if clearly more is covered than before."""
    both = trial.before.text, draft.text
    if draft.truncated or both[0] == both[1]:
        return None
    left = [uncovered(trial.text, text, language) for text in both]
    lost = [len(lost_expressions(trial.text, text, language)) for text in both]
    gain = left[0] - left[1] + _EXPRESSION * (lost[0] - lost[1])
    return _Proposal(trial, draft, gain, lost[1] < lost[0]) if gain >= _LEAST_GAIN else None


def _best(
    proposals: Sequence[_Proposal], n_best: Mapping[str, Sequence[Draft]], model: SentenceModel
) -> dict[str, _Proposal]:
    """Return the best proposal of each text that both models accept.

    The reverse model is asked about those of a text in order of their worth, until it accepts one.
    """
    waiting: dict[str, list[_Proposal]] = {}
    for one in sorted(_likely(proposals, n_best, model), key=lambda one: one.worth):
        waiting.setdefault(one.trial.text, []).append(one)
    best: dict[str, _Proposal] = {}
    while waiting:
        asked = [left.pop() for left in waiting.values()]
        best |= {one.trial.text: one for one in _confirmed(asked, model.language)}
        waiting = {text: left for text, left in waiting.items() if left and text not in best}
    return best


def _likely(
    proposals: Sequence[_Proposal], n_best: Mapping[str, Sequence[Draft]], model: SentenceModel
) -> list[_Proposal]:
    """Return the proposals that the model finds nearly as likely as what they replace.

    The English of an expression is scored as a required term, since the model does not know it. That of a
    hypothesis was scored when it was found.
    """
    texts = {one.trial.text for one in proposals}
    scores = {(text, draft.text): draft.score or 0.0 for text in texts for draft in n_best[text]}
    pairs = [(one.trial.text, one.draft.text) for one in proposals if not one.is_expression]
    asked = [pair for pair in dict.fromkeys(pairs) if pair not in scores]
    found = model.likelihoods([source for source, _ in asked], [english for _, english in asked])
    scores |= zip(asked, found, strict=True)
    likely = []
    for one in proposals:
        old = one.trial.before.score or 0.0
        pair = one.trial.text, one.draft.text
        new = (one.draft.score or 0.0) if one.is_expression else scores[pair]
        if new - old >= -_MOST_LOSS:
            # Since more words are covered, the result is no more doubtful than before.
            draft = replace(one.draft, score=max(new, old))
            likely.append(replace(one, draft=draft, worth=one.worth + new - old))
    return likely


def _confirmed(proposals: list[_Proposal], language: str) -> list[_Proposal]:
    """Leave out the proposals from which the reverse model predicts the source less well than before.

    It is not asked about expressions, whose words it predicts best from a word-by-word translation.
    """
    asked = [one for one in proposals if not one.is_expression]
    english = [one.trial.before.text for one in asked] + [one.draft.text for one in asked]
    scores = reverse.scores([one.trial.text for one in asked] * 2, english, language) if asked else []
    if scores is None:
        return proposals
    half = len(asked)
    worse = [one for one, old, new in zip(asked, scores[:half], scores[half:], strict=True) if new < old]
    return [one for one in proposals if one not in worse]
