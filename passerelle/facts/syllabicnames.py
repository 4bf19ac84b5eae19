"""Find names in a language whose own names are Vietnamese syllables, each capitalized."""

from passerelle.facts.namefinder import NameFinder
from passerelle.facts.syllables import MORE_SURNAMES, QUARTERS, SURNAMES, SYLLABLE
from passerelle.facts.types import Fact
from passerelle.languages import lexicon
from passerelle.languages.tokens import fold


class SyllabicFinder(NameFinder):
    """Distinguishes names from other capitalized words: sentence openings, organizations, titles.

    An organization has a capital on the first syllable of each word (`Bộ Quốc phòng`), a person or a place
    on every syllable (`Đà Nẵng`).
    """

    def run(self, i: int) -> tuple[Fact | None, int]:
        """Return the name in the capitalized run from a token on, and the index after it."""
        if self._dotted(i):
            return super().run(i)
        members, end = self.members(i)
        if not all(SYLLABLE.fullmatch(self._tokens[j].folded) and not self._is_code(j) for j in members):
            return super().run(i)
        kept = self._trimmed(members)
        if (
            not kept
            or any(map(self._hyphenated, kept))
            or not self._is_name(kept, opened=kept[0] == members[0])
        ):
            return None, end
        start, stop = self._tokens[kept[0]].start, self._tokens[kept[-1]].end
        words = tuple(self._tokens[j].folded for j in kept)
        value = self._exonyms.get(words) or fold(" ".join(words))
        return Fact("name", start, stop, self._text[start:stop], value), end

    def members(self, i: int) -> tuple[list[int], int]:
        """Return a capitalized run up to the start of the next name: `Lâm Đồng Nguyễn Văn Đẳng`."""
        run, end = super().members(i)
        for k in range(1, len(run)):
            person = self._has_surname(run[k:]) and not self._has_surname(run)
            if (person and k > 1) or ((place := self.exonym(run[k])) and place[1] > run[k] + 1):
                return run[:k], run[k]
        return run, end

    def _trimmed(self, members: list[int]) -> list[int]:
        """Remove sentence openings, titles, organizations, and a last word that continues in lower case."""
        kept = list(members)
        while kept and not self._has_surname(kept):
            word = self._tokens[kept[0]].folded
            if word in self._rules.bodies:
                return []
            opening = word in self._openings or (len(kept) > 1 and not self._is_given(word))
            opening = opening and not (len(kept) == 1 and word in self._rules.more_given_names)
            if not (word in self._rules.titles or (opening and self.initial(kept[0]))):
                break
            kept.pop(0)
        if not kept:
            return []
        before = self._tokens[kept[0] - 1].folded if kept[0] else ""
        person = before in self._rules.before_person or self._has_surname(kept)
        return kept[:-1] if not person and self._goes_on(kept[-1]) else kept

    def _is_name(self, run: list[int], *, opened: bool) -> bool:
        """Return whether a trimmed run is a name.

        Args:
            run: indices of its tokens.
            opened: whether it starts the capitalized run.
        """
        before = self._tokens[run[0] - 1].folded if run[0] else ""
        if self._has_surname(run) or (before in self._rules.before_person and len(run) <= 3):
            return True
        if self._title_case or self._all_capitals:
            return False
        words = [self._tokens[j].folded for j in run]
        if tuple(words) in self._exonyms:
            return True
        if len(run) == 1:
            quarter = words[0] in QUARTERS and before in self._rules.before_quarters
            other = (self._rules.offices | self._openings) - self._rules.given_names | self._rules.no_names
            if len(words[0]) < 2 or quarter or words[0] in other:
                return False
            more = words[0] in self._rules.more_given_names
            if opened and self.initial(run[0]):
                verb_follows = (
                    self._lower_case_follows(run[0])
                    and self._tokens[run[0] + 1].folded in self._rules.after_name
                )
                return self._is_given(words[0]) or (more and verb_follows)
            if more or self._is_given(words[0]):
                return True
            return self._tokens[run[0] - 1].folded in self._rules.before_name or not self._lower_case_follows(
                run[0]
            )
        return not set(words) <= QUARTERS and not self._is_phrase(words)

    def _is_phrase(self, words: list[str]) -> bool:
        """Return whether the syllables of a run form words to be translated: `Danh Sách Đỏ`."""
        found = lexicon.find(" ".join(words), self._language)
        return any(
            " " in (word := one.entry.word)
            and fold(one.entry.translations[0][0]).replace(" ", "") != fold(word).replace(" ", "")
            for one in found
        )

    def _is_given(self, word: str) -> bool:
        return word in self._rules.given_names

    def _lower_case_follows(self, i: int) -> bool:
        """Return whether a lower-case word continues the phrase."""
        if i + 1 >= len(self._tokens) or self._text[self._tokens[i].end : self._tokens[i + 1].start] != " ":
            return False
        after = self._tokens[i + 1]
        return after.kind == "word" and after.text == after.folded

    def _has_surname(self, run: list[int]) -> bool:
        """Return whether a run begins with a surname and has the length of a person's name."""
        first = self._tokens[run[0]].folded
        return 2 <= len(run) <= 5 and (first in SURNAMES or (first in MORE_SURNAMES and len(run) > 2))

    def _goes_on(self, i: int) -> bool:
        """Return whether a token begins a word that continues in lower case: `Quốc phòng`."""
        if not self._lower_case_follows(i):
            return False
        unit = f"{self._tokens[i].folded} {self._tokens[i + 1].folded}"
        return lexicon.lookup(unit, self._language) is not None
