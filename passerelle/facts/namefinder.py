"""Find names in one pass over the tokens of a text."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from passerelle import languages
from passerelle.facts.exonyms import by_first_word, by_words
from passerelle.facts.roman import ORDINAL, ROMAN
from passerelle.facts.syllables import MORE_SURNAMES, PLAIN_SURNAMES, QUARTERS, SURNAMES, SYLLABLE
from passerelle.facts.types import Fact
from passerelle.facts.units import units
from passerelle.languages import LANGUAGES, TARGET
from passerelle.languages.base import SHARED_PARTICLES, NameRules
from passerelle.languages.currencies import CODES
from passerelle.languages.tokens import Token, fold
from passerelle.languages.words import common_words, sorted_words

# Words of all languages, since a text may name people and places from anywhere.
_ARTICLES = frozenset[str]().union(*(record.names.articles for record in LANGUAGES.values()))
_PARTICLES = SHARED_PARTICLES.union(*(record.names.particles for record in LANGUAGES.values()))
_ELISIONS = frozenset[str]().union(*(record.elisions for record in LANGUAGES.values()))
# Abbreviations whose full stop may occur inside a sentence, in any language; those in lower case may be
# capitalized.
_ABBREVIATED: frozenset[str] = frozenset().union(
    *(
        rules.before_name | rules.before_opening
        for rules in (record.sentences for record in LANGUAGES.values())
    )
)
_OPENING = frozenset('.!?…:;«»"“”„‘—–-(•*')
_LONGEST_NAME = 12  # words; a longer run is a headline


class NameFinder:
    """Finds the names of a text in one pass over its tokens.

    Args:
        text: a text in composed form (NFC).
        tokens: the tokens of `text`.
        language: ISO 639-1 code.
        blocked: for each token, whether it cannot be part of a name.
    """

    def __init__(self, text: str, tokens: Sequence[Token], language: str, blocked: Sequence[bool]) -> None:
        self._text = text
        self._blocked = blocked
        self._tokens = tokens
        self._language = language
        self._common = common_words(language)
        record = languages.get(language)
        self._rules = record.names if record else NameRules()
        openings = record.sentences.openings if record else ()
        self._openings = frozenset(map(str.casefold, openings)) | (
            record.function_words if record else frozenset()
        )
        if record and self._rules.capital_nouns:
            self._common |= self._openings | record.numerals.scales.keys()
            self._common |= record.numerals.vague.keys() | record.units.keys()
        self._syllabic = self._rules.syllabic
        self._titles = self._rules.titles
        self._first = by_first_word(language)
        self._exonyms = by_words(language)
        self._all_capitals = not any(t.text != t.text.upper() for t in tokens if t.kind == "word")
        words = [t for t in tokens if t.kind == "word"]
        capitals = sum(t.text[0].isupper() for t in words)
        # A headline in English title case, where capitals mean nothing.
        self._title_case = len(words) >= 4 and capitals >= 0.7 * len(words)

    def starts(self, i: int) -> bool:
        """Return whether a token is capitalized and is not an elision (`L'`)."""
        token = self._tokens[i]
        inner = token.text[1:2].isupper()  # `iPhone6`
        if token.kind != "word" or not (token.text[0].isupper() or inner) or self._blocked[i]:
            return False
        if token.start and self._text[token.start - 1].isdigit():
            return False  # the second letter of a code: `H5N1`
        after = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
        elided = after is not None and after.text in "'’" and after.start == token.end
        return not (elided and (len(token.text) == 1 or token.folded in _ELISIONS))

    def exonym(self, i: int) -> tuple[Fact, int] | None:
        """Return the longest name of the tables that starts at a token, and the index after it, or None."""
        acronym = self._dotted(i)
        first = fold(self._tokens[i].text) if self._language == TARGET else self._tokens[i].folded
        if acronym:
            if value := self._exonyms.get(tuple(acronym[0])):
                return self._fact(i, acronym[1], value)
            return None
        for words in self._first.get(first, ()):
            end = i + 1
            for word in words[1:]:
                while end < len(self._tokens) and self._tokens[end].text in "-‑'’.":
                    end += 1
                seen = self._tokens[end].folded if end < len(self._tokens) else ""
                if (fold(seen) if self._language == TARGET else seen) != word:
                    break
                end += 1
            else:
                written = self._text[self._tokens[i].start : self._tokens[end - 1].end]
                # `La réunion` is a meeting, `La Réunion` an island.
                if words[0] in _ARTICLES and not any(map(str.isupper, written[len(words[0]) :])):
                    continue
                if self._is_exonym(i, words, written):
                    return self._fact(i, end, self._exonyms[words])
        return None

    def _is_exonym(self, i: int, words: tuple[str, ...], written: str) -> bool:
        """Return whether a match is the name: a common word or a syllable counts only inside a sentence."""
        if len(words) > 1:
            return True
        word = words[0]
        if len(word) <= 3 and not self._syllabic and not written.isupper():
            return False
        if self._syllabic:
            before = self._tokens[i - 1].folded if i else ""
            cue = before in self._rules.cues
            after = self._tokens[i + 1] if i + 1 < len(self._tokens) else None
            run = after is not None and after.text[0].isupper() and SYLLABLE.fullmatch(after.folded)
            capital_before = i > 0 and self._tokens[i - 1].text[0].isupper()
            return (cue or not self.initial(i)) and not run and not capital_before
        return not (self.initial(i) or self._title_case) or word not in self._common

    def _dotted(self, i: int) -> tuple[str, int] | None:
        """Return an acronym with dots, `U.S.`: its letters and the index after it."""
        letters, j = "", i
        while (
            j + 1 < len(self._tokens)
            and len(self._tokens[j].text) == 1
            and self._tokens[j].text.isupper()
            and self._tokens[j + 1].text == "."
            and self._tokens[j].end == self._tokens[j + 1].start
            and (j == i or self._tokens[j].start == self._tokens[j - 1].end)
        ):
            letters += self._tokens[j].folded
            j += 2
        return (letters, j) if len(letters) > 1 else None

    def _fact(self, i: int, end: int, value: str) -> tuple[Fact, int]:
        start, stop = self._tokens[i].start, self._tokens[end - 1].end
        return Fact("name", start, stop, self._text[start:stop], value), end

    def initial(self, i: int) -> bool:
        """Return whether a token opens a sentence, a quotation or a line, where any word has a capital."""
        if i == 0:
            return True
        before = self._tokens[i - 1]
        if "\n" in self._text[before.end : self._tokens[i].start]:
            return True
        if before.text == "." and i > 1:
            word = self._tokens[i - 2]
            abbreviated = word.text in _ABBREVIATED or word.folded in _ABBREVIATED
            return not (abbreviated or (len(word.text) == 1 and word.text.isupper()))
        dash = before.text in "-–—" and before.end == self._tokens[i].start
        return before.text in _OPENING and not dash

    def run(self, i: int) -> tuple[Fact | None, int]:
        """Return the name in the run of capitalized words from a token on, if any, and the index after it."""
        if acronym := self._dotted(i):
            fact, end = self._fact(i, acronym[1], acronym[0])
            return fact, end
        kept, end = self.members(i)
        while kept and (
            self._is_title(kept[0])
            or (
                self.initial(kept[0])
                and self._is_common(kept[0])
                and not self._is_code(kept[0])
                and not (len(kept) > 2 and self._is_vietnamese(kept))
            )
        ):
            kept.pop(0)
        while kept and self._is_title(kept[-1]) and not self._is_vietnamese(kept):  # `Le Minh Duc`
            kept.pop()
        sure = [j for j in kept if self._sure(j, kept)]
        if not sure:
            return None, end
        # After a name, even a common word is part of it: Kim Jong Un.
        if self._syllabic:
            # The whole name counts: Hà Giang and Tiền Giang are two provinces.
            whole = len(kept) <= 3 and all(
                not self._is_code(j) and SYLLABLE.fullmatch(self._tokens[j].folded) for j in kept
            )
        else:
            whole = sure[0] == kept[0] or self._is_vietnamese(kept)
        if whole:
            sure = [j for j in kept if len(self._word(j)) > 1 and not ORDINAL.fullmatch(self._tokens[j].text)]
        last = kept[-1]
        value = " ".join(fold(self._word(j)) for j in sure).strip()
        start, stop = self._tokens[kept[0]].start, self._tokens[last].start + len(self._word(last))
        return Fact("name", start, stop, self._text[start:stop], value), end

    def members(self, i: int) -> tuple[list[int], int]:
        """Return the tokens of the run of capitalized words from a token on, and the index after it."""
        members, end = [i], i + 1
        while len(members) < _LONGEST_NAME and (following := self._follows(end)) is not None:
            if self._is_table_name(following):
                break
            members.append(following)
            end = following + 1
        return members, end

    def _is_vietnamese(self, run: Sequence[int]) -> bool:
        """Return whether a run in French or English is a Vietnamese name, even of common words: `Le Xuan Ai`.

        It has at least two syllables, one of which is not a word of the language; an article only if
        it is a surname before two more syllables.
        """
        if not 2 <= len(run) <= 5 or self._title_case or self._all_capitals:
            return False
        syllables = [self._tokens[j].folded for j in run]
        if not all(SYLLABLE.fullmatch(syllable) for syllable in syllables):
            return False
        unlike = self._rules.foreign_syllables
        if syllables[0] in unlike and not (len(run) > 2 and syllables[0] in PLAIN_SURNAMES):
            return False
        return unlike.isdisjoint(syllables[1:]) and any(not self._is_common(j) for j in run)

    def _word(self, j: int) -> str:
        """Return a token with the digits that form a code with it: `F-16`, `G7`, `H5N1`."""
        end = self._tokens[j].end
        match = re.compile(r"(?:-?\d{1,4}[A-Z]?\d{0,3})?(?![\w])").match(self._text, end)
        return self._text[self._tokens[j].start : match.end() if match else end]

    def _follows(self, j: int) -> int | None:
        """Return the next member of a run: after a space, a hyphen, an apostrophe, an initial, a particle."""
        tokens = self._tokens
        if j >= len(tokens):
            return None
        gap = self._text[tokens[j - 1].end : tokens[j].start]
        if tokens[j].kind == "word" and tokens[j].text[0].isupper() and len(gap) == 1 and gap != "\n":
            return j if self.starts(j) else None
        if (
            tokens[j].text in "-‑'’"
            and not gap
            and j + 1 < len(tokens)
            and tokens[j + 1].start == tokens[j].end
        ):
            after = tokens[j + 1]
            hyphen = tokens[j].text in "-‑" and self._rules.hyphen_joins
            if after.kind == "word" and (after.text[0].isupper() or (hyphen and not self._is_common(j + 1))):
                return j + 1
        if tokens[j].text == "." and not gap and len(tokens[j - 1].text) == 1 and j + 1 < len(tokens):
            after = tokens[j + 1]
            if after.kind == "word" and after.text[0].isupper() and after.start - tokens[j].end <= 1:
                return j + 1
        if tokens[j].folded in _PARTICLES and j + 1 < len(tokens) and tokens[j + 1].text[0].isupper():
            return j + 1 if self._text[tokens[j].end : tokens[j + 1].start] in (" ", "-") else None
        return None

    def _is_table_name(self, j: int) -> bool:
        return not self._syllabic and self.exonym(j) is not None

    def _is_common(self, j: int) -> bool:
        token = self._tokens[j]
        return token.folded in self._common or (
            len(token.text) == 1 and not self._text.startswith(".", token.end)
        )

    def _is_title(self, j: int) -> bool:
        folded, rules = self._tokens[j].folded, self._rules
        if self._follows_honorific(j) and folded not in rules.addressed:
            return False  # `M. Duc`
        return folded in self._titles or (bool(rules.title_endings) and folded.endswith(rules.title_endings))

    def _follows_title(self, j: int) -> bool:
        """Return whether a title comes before a token, in full or with a full stop."""
        dotted = j > 1 and self._tokens[j - 1].text == "."
        return j > dotted and self._is_title(j - 1 - dotted)

    def _follows_honorific(self, j: int) -> bool:
        """Return whether a form of address comes before a token, so that even a common word is a name."""
        dotted = j > 1 and self._tokens[j - 1].text == "."
        return j > dotted and self._tokens[j - 1 - dotted].folded in self._rules.honorifics

    def _is_code(self, j: int) -> bool:
        """Return whether a word is an acronym, or letters with digits."""
        text = self._word(j)
        return len(text) > 1 and text.upper() == text and not self._all_capitals

    def _sure(self, j: int, run: Sequence[int]) -> bool:
        """Return whether a word of a run is a name rather than a word to be translated."""
        token = self._tokens[j]
        if len(self._word(j)) < 2 or self._is_title(j):
            return False
        if token.text in CODES or (token.text.isupper() and token.folded in units(self._language)):
            return False  # A currency.
        if self._is_code(j):
            return not (ROMAN.fullmatch(token.text) and len(run) == 1) and token.folded not in self._common
        if ORDINAL.fullmatch(token.text):
            return False
        if self._rules.capital_nouns:
            side_by_side = any(b - a == 1 for a, b in pairwise(run))
            return (side_by_side or self._follows_title(run[0])) and not self._is_common(j)
        if self._syllabic:
            return self._sure_vietnamese(j, run) and token.folded not in QUARTERS
        if not self._common:
            return not self.initial(j)
        if self._follows_honorific(run[0]) and token.text[0].isupper():
            return True  # `Mr Hung`, `M. Long`
        if self._is_common(j) or (len(run) == 1 and len(token.text) < 3):
            return False
        lone = len(run) == 1 and (self.initial(j) or self._title_case or self._all_capitals)
        return not (lone and self._looks_inflected(token.folded))

    def _looks_inflected(self, word: str) -> bool:
        """Return whether a word ends or begins like common words, as a rare form of one of them does."""
        if word.endswith(self._rules.endings):
            return True
        stem = word[: max(4, len(word) - 3)]
        words = sorted_words(self._language)
        at = bisect_left(words, stem)
        return at < len(words) and words[at].startswith(stem)

    def _sure_vietnamese(self, j: int, run: Sequence[int]) -> bool:
        """Return whether a word is a foreign name, or a syllable of a Vietnamese person's name."""
        token = self._tokens[j]
        if self._hyphenated(j):
            return False  # Syllables of a transcription: `Ép-phen`.
        if token.text[1:] != token.text[1:].casefold():
            # `TikTok`, not syllables run together.
            parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]", token.text)
            return token.text.isascii() and not all(SYLLABLE.fullmatch(p.casefold()) for p in parts)
        if not SYLLABLE.fullmatch(token.folded):
            return token.folded not in self._common and fold(token.text) == token.folded
        syllables = all(SYLLABLE.fullmatch(self._tokens[i].folded) for i in run)
        first = self._tokens[run[0]].folded
        if (
            syllables
            and 2 <= len(run) <= 5
            and (first in SURNAMES or (first in MORE_SURNAMES and len(run) > 2))
        ):
            return True
        plain = fold(token.text) == token.folded and not self._is_common(j)
        return plain and not (len(run) == 1 and (self.initial(j) or self._title_case))

    def _hyphenated(self, j: int) -> bool:
        """Return whether a token follows a hyphen, or precedes one that a lower-case letter follows."""
        start, end = self._tokens[j].start, self._tokens[j].end
        before, after = self._text[max(0, start - 2) : start], self._text[end : end + 2]
        return (len(after) == 2 and after[0] in "-‑" and after[1].islower()) or (
            len(before) == 2 and before[1] in "-‑"
        )
