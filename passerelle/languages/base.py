"""What a language's record holds: word tables, number grammar, forms of dates, rules for sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals
from passerelle.languages.rewrites import Rewrite


def words(text: str) -> frozenset[str]:
    """Return the words of a table written as text between white space."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """Rules for the ends of sentences. Abbreviations are written without their last full stop.

    An entry in lower case also counts with a capital; one with a capital only as written.

    Attributes:
        before_name: abbreviations that never end a sentence: titles, `cf`, `c.-à-d`.
        before_number: those that do not end one before a number: `p`, `no`, `art`.
        before_opening: those that end one only before a word of `openings`: `Inc`, `TP`.
        openings: words that open a sentence and are no names. They also decide after
            initials and acronyms: `à J. Kirby`, but `à l'O.N.U. Elle`.
        name_parts: openings that may be part of a name after all: `J. Le Goff`.
        lettered: words that a single capital may follow without being an initial: `plan B.`
        short_words: single capitals that are words, not initials: `Ý`, Italy.
        attributions: verbs that ascribe the speech before them: `"Why?" Kirby asked.`
        section_letters: capitals that begin the number of a law's article: `article R. 123-4`.
        one_letter_words: words of one letter, `à`, those that an apostrophe joins to the next included: `l`.
    """

    before_name: frozenset[str]
    before_number: frozenset[str]
    before_opening: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    name_parts: frozenset[str] = frozenset()
    lettered: frozenset[str] = frozenset()
    short_words: frozenset[str] = frozenset()
    attributions: frozenset[str] = frozenset()
    section_letters: frozenset[str] = frozenset()
    one_letter_words: frozenset[str] = frozenset()


# Titles and companies that texts in any language name.
SHARED_TITLES = words(
    """
    Adm Capt Chr Cmdr Col Dr Gen Gov Hon Lt Maj Mr Mrs Ms Ph Pres Prof Rep Rev Sen Sgt St Th cf e.g i.e vs
    """
)
SHARED_COMPANIES = words("Bros Co Corp Inc Jr Ltd Sr")
# Sentences of a language without a record: no openings, so that initials and acronyms never end a
# sentence, nor do single letters, as in `z. B.`
GENERIC_SENTENCES = SentenceRules(
    before_name=SHARED_TITLES | frozenset("abcdefghijklmnopqrstuvwxyz"),
    before_number=words("art fig no nr pp vol"),
    before_opening=SHARED_COMPANIES,
)


@dataclass(frozen=True, slots=True)
class DateForms:
    """How a language writes dates.

    Attributes:
        patterns: makes the regular expressions, more exact forms first, with the groups `day`, `month`,
            `year`, `yy` (of two figures), `name` (of a month), `weekday`, `decade`, `hour`, `minute`,
            `half` (am or pm), `part` (of the day), `loose` (an hour that may be twelve hours later),
            `noon` (an hour that may not), `less` (minutes before the hour), `quarter` (in figures),
            `first` and `full` (the first and the fifteenth day), `span` (the date in the match), and by
            number `m1` to `m12` (months), `w1` to `w7` (weekdays), `t2` to `t9` (decades), `q1` to `q4`
            (quarters), `s1` and `s2` (halves of a year), `h0` to `h24` (hours) and `n1` to `n59`
            (minutes); a function, because names of months are read from CLDR. A group's name may come
            twice.
        months: names of months that CLDR lacks.
        weekday_plural: what a weekday's name takes in the plural; empty if nothing.
        parts_of_day: words for parts of the day, with the hour from which each takes twelve hours:
            `3 giờ chiều`.
        twelve_hours: whether an hour up to twelve alone may be in either half of the day.
        weekday_mentions: the regular expression, without case, that shows that a text may mention the
            weekday of a number (Monday is 1), or None where names alone do.
        time_mentions: the regular expressions, without case, that show that a text may mention a time
            of day: `trưa` for `T12:00`.
    """

    patterns: Callable[[], tuple[str, ...]] = tuple
    months: Mapping[str, int] = field(default_factory=dict)
    weekday_plural: str = ""
    parts_of_day: Mapping[str, int] = field(default_factory=dict)
    twelve_hours: bool = False
    weekday_mentions: Mapping[str, str] | None = None
    time_mentions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameRules:
    """How names look in a language.

    Attributes:
        titles: words before a name, with a capital or not, that are no part of it.
        honorifics: those of them after which any word with a capital is a name: `Mr Hung`.
        foreign_syllables: words of the language that look like a Vietnamese syllable and are in no
            Vietnamese name.
        syllabic: whether the language writes its own names in Vietnamese syllables.
        hyphen_joins: whether a word in small letters may go on a name after a hyphen.
        cues: words before a place, where one syllable is a name: `nước Anh`.
        particles: words in small letters inside a name: `von`.
        surnames: surnames that come first and are hardly anything else, in small letters.
        more_surnames: those that are other words too, and count before two syllables.
        given_names: given names, in small letters, that may open a sentence alone.
        more_given_names: given names that are other words too, and open a sentence before `after_name` only.
        after_name: words after a name that opens a sentence: `Bình nói`.
        before_person: words before the name of a person, which may be of one syllable: `ông`.
        offices: last syllables of such words that other words have too: `bác sĩ`.
        bodies: first words of the names of bodies, which are translated: `bộ`.
        before_name: words after which one syllable with a capital is a name: `tỉnh`, `với`.
        no_names: words with a capital that are no names.
        quarters: parts of any land, which have a capital.
        before_quarters: words before such a part, which is a name of a person elsewhere: `Nam`.
        places: names of towns and regions in the language with their English names, besides those of CLDR
            and the subdivisions of `country`.
        country: ISO 3166 code of the country whose subdivisions have their names in the language.
        capital_nouns: whether every noun has a capital, so that only two words in a row or what
            follows a title are a name.
        title_endings: endings of compounds that are titles: `Außenminister`.
        genitive: what names of places take in the genitive; empty if nothing.
    """

    titles: frozenset[str] = frozenset()
    honorifics: frozenset[str] = frozenset()
    foreign_syllables: frozenset[str] = frozenset()
    syllabic: bool = False
    hyphen_joins: bool = True
    cues: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
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
        sure: regular expressions of denials.
        excepted: regular expressions of phrases in which those deny nothing: `ne … que`, `không khí`.
        implied: regular expressions of words that may render a denial of the other language, or be
            rendered as one, without being one: `unlike`, `fail`.
    """

    sure: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageWords:
    """What pages and files write around a story, as regular expressions without case.

    Attributes:
        source: words before the address of the original: `source`.
        source_article: words that name the original as an article: `article original`.
        source_after: words before the name of who published it first: `theo`, `d'après`.
        source_link: words before any link: `lien`.
        credit: labels of the credit of a picture, before a colon.
        caption: other labels of a caption.
        illustration: notes that a picture is an illustration.
        bracketed_credit: openings of a credit in brackets, with what must follow them.
        counter: what is counted below an article: comments, views.
        share: buttons of a share bar besides the names of the services.
        share_joins: words between those.
        related: openings of a link to another article.
        follow: openings of an invitation to subscribe.
        follow_what: what it invites to.
        subscribe: such invitations as a whole line.
        reported: what shows that such a line is prose.
        rights: notes of copyright.
        elements: other elements of a page, as a whole line.
        byline: openings of a line with the date or the author.
        abbreviations: abbreviations in titles, without their full stop.
        author_before: words before an author's name.
        published: words before the date of publication.
        date_joins: other words of such a line, besides the names of months and weekdays.
        paywall: lines that a page shows instead of the rest of an article.
        consent: what a page that waits for consent to cookies says.
        live: what the title of a live blog begins with.
        home: the name of a link to the first page of a site.
    """

    source: tuple[str, ...] = ()
    source_article: tuple[str, ...] = ()
    source_after: tuple[str, ...] = ()
    source_link: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    illustration: tuple[str, ...] = ()
    bracketed_credit: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    share_joins: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()
    follow_what: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    author_before: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    date_joins: tuple[str, ...] = ()
    paywall: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    live: tuple[str, ...] = ()
    home: tuple[str, ...] = ()


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
    """The record of one language: all that depends on it.

    Attributes:
        code: ISO 639-1 code.
        numerals: number words and marks.
        numbers: the grammar of number words, a class that reads `numerals`.
        units: units, percentages and currencies by name, besides those of CLDR.
        unit_compounds: words that a unit's name may begin another word with: `đồng minh` is an ally.
        dates: how dates are written.
        names: how names look.
        exonyms: English names of places, peoples and organisations by the language's own, case-folded,
            besides those of CLDR and ISO 3166; the first is the normal form.
        negation: words that deny.
        sentences: rules for the ends of sentences.
        function_words: frequent words that tell the language from English, and English from others.
        page: what pages write around a story.
        hyphens: words that keep the hyphen at the end of a printed line.
        conjunctions: regular expressions of words at which clauses meet; not of those that more often
            are prepositions or adverbs.
        length_ratio: fewest and most characters of English for each character of a sentence.
        marks_most_words: whether a sentence without a single accented letter lacks its accents.
        own_letters: small letters that names in news from elsewhere hardly have.
        endings: endings of plurals and feminines, longest first, with what the dictionary form has
            instead and how many letters come before, so that `porte` is no form of `port`.
        codec: Python codec of its files before Unicode, if any.
        letters: letters of that codec that the language uses besides ASCII.
        hedges: regular expressions of words that give something as hearsay or under a condition.
        needs_diacritics: whether a text without its diacritics can no longer be read.
        lookalikes: look-alike letters and what they are meant for, as `str.translate` takes them.
        rewrites: short forms to be written out before translation: pattern and replacement, in order.
        quotation: the marks around a quotation, with their spaces.
    """

    code: str
    numerals: Numerals
    numbers: type[NumberGrammar] = NumberGrammar
    units: Mapping[str, str] = field(default_factory=dict)
    unit_compounds: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dates: DateForms = field(default_factory=DateForms)
    names: NameRules = field(default_factory=NameRules)
    exonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    negation: Negation = field(default_factory=Negation)
    sentences: SentenceRules = GENERIC_SENTENCES
    function_words: frozenset[str] = frozenset()
    page: PageWords = field(default_factory=PageWords)
    hyphens: HyphenRules = field(default_factory=HyphenRules)
    conjunctions: tuple[str, ...] = ()
    length_ratio: tuple[float, float] = (0.15, 6.0)
    own_letters: frozenset[str] = frozenset()
    marks_most_words: bool = False
    endings: tuple[tuple[str, str, int], ...] = ()
    codec: str = ""
    letters: frozenset[str] = frozenset()
    hedges: tuple[str, ...] = ()
    needs_diacritics: bool = False
    lookalikes: Mapping[int, str] = field(default_factory=dict)
    rewrites: tuple[Rewrite, ...] = ()
    quotation: tuple[str, str] = ("“", "”")
