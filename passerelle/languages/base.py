"""Types of a language record: word tables, number grammar, date formats, sentence rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals
from passerelle.languages.pagewords import MarkupNames, PageWords
from passerelle.languages.rewrites import Rewrite


def words(text: str) -> frozenset[str]:
    """Return the words of a table written as text separated by white space."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """Rules for the ends of sentences. Abbreviations are written without their final full stop.

    A lower-case entry also matches a capitalized word; an entry with a capital matches only as written.

    Attributes:
        before_name: abbreviations that never end a sentence: titles, `cf`, `c.-à-d`.
        before_number: abbreviations that do not end one before a number: `p`, `no`, `art`.
        before_opening: abbreviations that end one only before a word in `openings`: `Inc`, `TP`.
        openings: words that start a sentence and are not names. They also decide after
            initials and acronyms: `à J. Kirby`, but `à l'O.N.U. Elle`.
        name_parts: openings that may also be part of a name: `J. Le Goff`.
        lettered: words that a single letter may follow without being an initial: `plan B.`
        short_words: single capitals that are words, not initials: `Ý`, Italy.
        attributions: verbs that attribute the quotation before them: `"Why?" Kirby asked.`
        between_parties: abbreviations, only as written, between the parties of a case: `Dupont c. La Poste`.
        section_letters: capitals that begin the number of an article of law: `article R. 123-4`.
        one_letter_words: words of one letter, `à`, including those joined by an apostrophe: `l`.
        eras: abbreviations that are initials, but may end a sentence after `before_era`: `J.-C`.
        before_era: words before an era, without their full stop: `av`.
        continuing: abbreviations that are also common words; before lower case they end no sentence: `etc`.
        section_words: regular expressions of words that name articles of law before their number.
    """

    before_name: frozenset[str]
    before_number: frozenset[str]
    before_opening: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    name_parts: frozenset[str] = frozenset()
    lettered: frozenset[str] = frozenset()
    short_words: frozenset[str] = frozenset()
    attributions: frozenset[str] = frozenset()
    between_parties: frozenset[str] = frozenset()
    section_letters: frozenset[str] = frozenset()
    one_letter_words: frozenset[str] = frozenset()
    eras: frozenset[str] = frozenset()
    before_era: frozenset[str] = frozenset()
    continuing: frozenset[str] = frozenset()
    section_words: frozenset[str] = frozenset()


# Abbreviations of titles and companies, for texts in any language.
SHARED_TITLES = words(
    """
    Adm Capt Chr Cmdr Col Dr Gen Gov Hon Lt Maj Mr Mrs Ms Ph Pres Prof Rep Rev Sen Sgt St Th cf e.g i.e vs
    """
)
SHARED_COMPANIES = words("Bros Co Corp Inc Jr Ltd Sr")
# Lower-case words inside names from languages without a record, which texts in any language mention.
SHARED_PARTICLES = words("al ben bin da della dos el van")
# Rules for a language without a record: no openings, so that initials, acronyms and single letters (`z. B.`)
# never end a sentence.
GENERIC_SENTENCES = SentenceRules(
    before_name=SHARED_TITLES | frozenset("abcdefghijklmnopqrstuvwxyz"),
    before_number=words("art fig no nr pp vol"),
    before_opening=SHARED_COMPANIES,
)


@dataclass(frozen=True, slots=True)
class DateForms:
    """How a language writes dates.

    Attributes:
        patterns: returns the regular expressions, more exact forms first, with the groups `day`, `month`,
            `year`, `yy` (of two figures), `name` (of a month), `weekday`, `decade`, `hour`, `minute`,
            `half` (am or pm), `part` (of the day), `loose` (an hour that may be twelve hours later),
            `noon` (an hour that may not), `less` (minutes before the hour), `quarter` (in figures),
            `first` and `full` (the first and the fifteenth day), `span` (the date in the match), and by
            number `d1` to `d31` (days), `m1` to `m12` (months), `w1` to `w7` (weekdays), `t2` to `t9`
            (decades), `q1` to `q4` (quarters), `s1` and `s2` (halves of a year), `h0` to `h24` (hours) and
            `n1` to `n59` (minutes); a function, because names of months are read from CLDR. A group's name
            may come twice.
        months: names of months that CLDR lacks.
        before_year: words between a month and its year, other than prepositions: `năm`.
        weekday_plural: plural ending of weekday names; empty if none.
        parts_of_day: words for parts of the day, with the hour from which each covers twelve hours:
            `3 giờ chiều`.
        twelve_hours: whether an hour up to twelve, by itself, may be a.m. or p.m.
        weekday_mentions: case-insensitive regular expressions, by number of the weekday (Monday is 1), that
            show that a text may mention it; None if only names do.
        time_mentions: case-insensitive regular expressions that show that a text may mention a time
            of day: `trưa` for `T12:00`.
    """

    patterns: Callable[[], tuple[str, ...]] = tuple
    months: Mapping[str, int] = field(default_factory=dict)
    before_year: frozenset[str] = frozenset()
    weekday_plural: str = ""
    parts_of_day: Mapping[str, int] = field(default_factory=dict)
    twelve_hours: bool = False
    weekday_mentions: Mapping[str, str] | None = None
    time_mentions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names look in a language.

    Attributes:
        titles: words before a name, capitalized or not, that are not part of it.
        honorifics: forms of address after which any capitalized word is a name: `Mr Hung`.
        addressed: titles that follow a form of address without an article: `Mr President`.
        foreign_syllables: words of the language that look like a Vietnamese syllable but occur in no
            Vietnamese name.
        syllabic: whether the language writes its own names in Vietnamese syllables.
        hyphen_joins: whether a lower-case word may continue a name after a hyphen.
        cues: words before a place after which one syllable is a name: `nước Anh`.
        particles: lower-case words inside a name: `von`.
        joins: other words that join the parts of a name: `Bank of the Ryukyus`.
        articles: words that some names of places begin with, before a capital: `La Réunion`.
        endings: endings of word forms, in lower case, that no name has.
        people_endings: regular expressions of the endings that distinguish a country, its people and their
            adjective from each other.
        syllable: regular expression of one syllable, if `syllabic`.
        surnames: surnames that come first and are rarely other words, in lower case.
        more_surnames: surnames that are also other words, and count only before two syllables.
        given_names: given names, in lower case, that may start a sentence alone.
        more_given_names: given names that are also other words, and start a sentence only before
            `after_name`.
        after_name: words after a name that starts a sentence: `Bình nói`.
        before_person: words before the name of a person, which may be of one syllable: `ông`.
        offices: last syllables of words for offices and professions, not names by themselves: `bác sĩ`.
        bodies: first words in the names of organizations, which are translated: `bộ`.
        before_name: words after which one capitalized syllable is a name: `tỉnh`, `với`.
        no_names: capitalized words that are not names.
        quarters: points of the compass in names of regions, which are capitalized.
        before_quarters: words before these; elsewhere they may be personal names: `Nam`.
        places: names of towns and regions in the language with their English names, in addition to those in
            CLDR and the subdivisions of `country`.
        country: ISO 3166 code of the country whose subdivisions have names in the language.
        capital_nouns: whether all nouns are capitalized, so that only two words in a row or the
            word after a title are a name.
        title_endings: endings of compounds that are titles: `Außenminister`.
        genitive: genitive ending of place names; empty if none.
    """

    titles: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    addressed: frozenset[str] = frozenset()
    foreign_syllables: frozenset[str] = frozenset()
    syllabic: bool = False
    hyphen_joins: bool = True
    cues: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    people_endings: tuple[str, ...] = ()
    syllable: str = ""
    surnames: frozenset[str] = frozenset()
    more_surnames: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    more_given_names: frozenset[str] = frozenset()
    after_name: frozenset[str] = frozenset()
    before_person: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    before_name: frozenset[str] = frozenset()
    no_names: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()
    before_quarters: frozenset[str] = frozenset()
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = ""
    capital_nouns: bool = False
    title_endings: tuple[str, ...] = ()
    genitive: str = ""


@dataclass(frozen=True, slots=True)
class Negation:
    """Negation words.

    Attributes:
        sure: regular expressions of negations.
        excepted: regular expressions of phrases in which those negate nothing: `ne … que`, `không khí`.
        implied: regular expressions of words that may translate a negation, or be translated as one,
            without being one: `unlike`, `fail`.
        expletive: regular expressions whose first group is a negation word that negates nothing there: `ne`
            in `je crains qu'il ne vienne`.
    """

    sure: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()
    expletive: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spellings:
    """How a language spells names, and words that it shares with English.

    Attributes:
        endings: endings of shared words, each with one that English has in its place: `ique`, `ic`.
        sounds: transcriptions of sounds from other scripts, in order, each with its sound: `tch`, `C`.
        transcribed: regular expressions of letters that occur only in names from other scripts, without
            diacritics.
        of_names: endings that make an adjective of a name, without diacritics.
    """

    endings: tuple[tuple[str, str], ...] = ()
    sounds: tuple[tuple[str, str], ...] = ()
    transcribed: tuple[str, ...] = ()
    of_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HyphenRules:
    """Words that keep the hyphen at the end of a printed line.

    Attributes:
        compounds: first parts of compounds: `avant`.
        enclitics: words that follow a verb after a hyphen: `il`.
    """

    compounds: frozenset[str] = frozenset()
    enclitics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Language:
    """The record of one language: everything that depends on the language.

    Attributes:
        code: ISO 639-1 code.
        numerals: number words and marks.
        numbers: the grammar of number words, a class that reads `numerals`.
        units: units, percentages and currencies by name, in addition to those in CLDR.
        no_units: names of units in CLDR that are usually other words.
        unit_compounds: words after a unit's name that make it another word: `đồng minh` is an ally.
        dates: how dates are written.
        names: how names look.
        exonyms: English names of places, peoples and organizations by the language's own, case-folded,
            in addition to those in CLDR and ISO 3166; the first is the normal form.
        negation: negation words.
        sentences: rules for the ends of sentences.
        function_words: frequent words that distinguish the language from English, and English from others.
        light_words: for English, words that a free translation adds or leaves out.
        contractions: for English, words joined to another by an apostrophe: `ll`.
        linking_words: for English, the other function words, such as prepositions of time.
        page: phrases that pages put around a story.
        markup: words in the class names of pages.
        elisions: words that lose their last vowel before an apostrophe: `l`, `qu`.
        hyphens: words that keep the hyphen at the end of a printed line.
        conjunctions: regular expressions of words at clause boundaries, except those that are more often
            prepositions or adverbs.
        length_ratio: minimum and maximum number of English characters per source character.
        marks_most_words: whether a sentence with no accented letter must have been typed without accents.
        own_letters: lower-case letters that foreign names in news rarely contain.
        endings: plural and feminine endings, longest first, with the ending of the dictionary form and the
            minimum number of letters before it, so that `porte` is not a form of `port`.
        unrelated: pairs of words that differ in such an ending but are not forms of one word.
        unrelated_alone: the same, but only as single words: `cours` in `cours d'appel` is a form of `cour`.
        spellings: how names and shared words are spelled.
        word_parts: maximum number of parts of a word in its lexicon that white space separates, such as the
            syllables of Vietnamese.
        codec: Python codec of its pre-Unicode files, if any.
        letters: non-ASCII letters of that codec that the language uses.
        hedges: regular expressions of words that mark something as hearsay or conditional.
        lessens: regular expressions of words that make what follows them less: `moins `; for English, all
            words that express less.
        references: regular expressions of the beginning of a sentence that refers to something in an earlier
            one, such as `cette réforme`.
        needs_diacritics: whether a text is unreadable without diacritics.
        lookalikes: look-alike letters and their replacements, as for `str.translate`.
        rewrites: short forms to write out before translation: pattern and replacement, in order.
        quotation: the quotation marks, with their spaces.
    """

    code: str
    numerals: Numerals
    numbers: type[NumberGrammar] = NumberGrammar
    units: Mapping[str, str] = field(default_factory=dict)
    no_units: frozenset[str] = frozenset()
    unit_compounds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dates: DateForms = field(default_factory=DateForms)
    names: NameRules = field(default_factory=NameRules)
    exonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    negation: Negation = field(default_factory=Negation)
    sentences: SentenceRules = GENERIC_SENTENCES
    function_words: frozenset[str] = frozenset()
    light_words: frozenset[str] = frozenset()
    contractions: frozenset[str] = frozenset()
    linking_words: frozenset[str] = frozenset()
    page: PageWords = field(default_factory=PageWords)
    markup: MarkupNames = field(default_factory=MarkupNames)
    elisions: frozenset[str] = frozenset()
    hyphens: HyphenRules = field(default_factory=HyphenRules)
    conjunctions: tuple[str, ...] = ()
    length_ratio: tuple[float, float] = (0.15, 6.0)
    own_letters: frozenset[str] = frozenset()
    marks_most_words: bool = False
    endings: tuple[tuple[str, str, int], ...] = ()
    unrelated: frozenset[frozenset[str]] = frozenset()
    unrelated_alone: frozenset[frozenset[str]] = frozenset()
    spellings: Spellings = field(default_factory=Spellings)
    word_parts: int = 1
    codec: str = ""
    letters: frozenset[str] = frozenset()
    hedges: tuple[str, ...] = ()
    lessens: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    needs_diacritics: bool = False
    lookalikes: Mapping[int, str] = field(default_factory=dict)
    rewrites: tuple[Rewrite, ...] = ()
    quotation: tuple[str, str] = ("“", "”")
