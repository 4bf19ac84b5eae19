"""A check for words translated as their opposite: yesterday as tomorrow, rise as fall."""

from collections.abc import Iterator
from functools import cache

from passerelle.facts import negations
from passerelle.languages import TARGET, lexicon
from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.checks.scope import source_scope
from translate.coverage import stem, supported, words
from translate.types import Finding

# Antonyms frequent in news, chosen by hand; each line has two groups. A finding requires that, by the
# lexicon, the source has a word of one group and none of the other.
_OPPOSITES = """
    yesterday | tomorrow
    today | tomorrow
    today | yesterday
    rise rising increasing growth climbed surged | fall falling decreasing dropped shrink cut
    rise rising increasing growth climbed surged | fell decrease decline reduce shrank lower
    rise rising increasing growth climbed surged | falls decreased declined reduced plunge lowered
    rise rising increasing growth climbed surged | fallen decreases drop reduction plunged
    rose increase grow gain soar jump | fall falling decreasing dropped shrink cut
    rose increase grow gain soar jump | fell decrease decline reduce shrank lower
    rose increase grow gain soar jump | falls decreased declined reduced plunge lowered
    rose increase grow gain soar jump | fallen decreases drop reduction plunged
    rises increased grew gained soared jumped | fall falling decreasing dropped shrink cut
    rises increased grew gained soared jumped | fell decrease decline reduce shrank lower
    rises increased grew gained soared jumped | falls decreased declined reduced plunge lowered
    rises increased grew gained soared jumped | fallen decreases drop reduction plunged
    risen increases grown climb surge | fall falling decreasing dropped shrink cut
    risen increases grown climb surge | fell decrease decline reduce shrank lower
    risen increases grown climb surge | falls decreased declined reduced plunge lowered
    risen increases grown climb surge | fallen decreases drop reduction plunged
    more | less fewer
    higher | lower
    high | low
    large largest bigger great greatest vast | small smaller smallest little tiny
    larger big biggest greater huge | small smaller smallest little tiny
    before | after
    above | below under
    up | down
    inside | outside
    first | last
    old older oldest | new young younger
    good better best well | bad worse worst badly poor
    long longer longest | short shorter shortest
    early earlier earliest | late later latest
    near close nearby | far distant remote
    strong stronger strongest | weak weaker weakest
    hot warm warmer | cold cool cooler
    rich wealthy | poor
    easy easier easily simple | difficult hard harder complex complicated
    fast quick quickly rapid rapidly | slow slowly
    open opened opens opening | close closed closes closing shut
    begin begun start starts launch | end ended ends ending finish finished stop stopped stops
    began beginning started starting launched | end ended ends ending finish finished stop stopped stops
    win won wins winning victory winner | lose lost loses losing defeat defeated loser
    accept accepted accepts | reject rejected refuse refused refuses
    allow allows permitted authorize | ban banned forbid forbidden prohibit prohibited
    allowed permit authorise | ban banned forbid forbidden prohibit prohibited
    buy bought buys purchase purchased | sell sold sells sale sales
    arrive arrived arrives arrival | leave left leaves depart departed departure
    enter entered | exit left
    love loved loves like | hate hated hates dislike
    live alive living survive survived | die died dead death dying
    success successful succeed succeeded | failure fail failed fails unsuccessful
    support supported supports favour favor | oppose opposed opposes opposition
    agree agreed agrees agreement | disagree disagreed disagreement
    true | false untrue
    possible | impossible
    legal | illegal
    public | private
    positive | negative
    male man men husband father boy son brother | female woman women wife mother girl daughter sister
    north northern | south southern
    east eastern | west western
    left | right
    peace | war
    friend friends ally allies | enemy enemies
    always | never
    often frequently | rarely seldom
    everyone everybody everything all | nobody nothing none
    maximum | minimum
    most | least
    majority | minority
    import imports imported | export exports exported
    advantage advantages benefit benefits | disadvantage disadvantages drawback
    happy glad pleased | sad unhappy
    safe safety secure | dangerous danger unsafe
    full | empty
    heavy | light
    day | night
    morning | evening night
    summer | winter
    guilty | innocent
    rural | urban
    domestic national | foreign international
    ancient | modern
    similar same | different
    important significant major | unimportant insignificant minor
    necessary | unnecessary
    likely | unlikely
    able | unable
    visible | invisible
    direct | indirect
    complete | incomplete
    known famous | unknown
    expensive | cheap
    wide | narrow
    thick | thin
    deep | shallow
    clean | dirty
    clear | unclear vague
    dry | wet
    hope | despair
    increase | loss
    optimistic | pessimistic
    temporary | permanent
    voluntary | compulsory mandatory
    remember | forget forgot forgotten
    attack attacked | defend defended defence defense
    build built | destroy destroyed demolish demolished
    appear appeared | disappear disappeared vanish vanished
    include included | exclude excluded
    find found | lose lost
    gain gained gains | lose lost loses loss losses
    give gave given | take took taken
    push | pull
    raise raised | lower lowered
    hire hired recruit | fire fired dismiss dismissed
    married | divorced single
    together | apart separately
    with | without
"""


@cache
def opposites() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Map each word to its synonyms and its antonyms."""
    table: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for line in _OPPOSITES.strip().splitlines():
        left, right = (frozenset(side.split()) for side in line.split("|"))
        for word, own, other in [(w, left, right) for w in left] + [(w, right, left) for w in right]:
            old = table.get(word, (frozenset(), frozenset()))
            table[word] = (old[0] | own, old[1] | other)
    return table


def antonyms(pair: CheckedPair) -> Iterator[Finding]:
    """Report an English word whose opposite is the lexicon's translation of the source word."""
    english = words(pair.target)
    there = {written for written, _ in english}
    denied = _denied(pair)
    entries = [f for f in lexicon.find(pair.source, pair.language) if f.start not in denied]
    known = supported(pair.source, pair.language)
    for written, place in english:
        if written not in opposites() or stem(written) in known:
            continue
        own, other = opposites()[written]
        for found in entries:
            far = abs(found.start / len(pair.source) - place.start / len(pair.target)) > _FARTHEST
            if far or found.entry.count < _LEAST_COUNT:
                continue
            meant = _meant(found.entry)
            opposite = sum(n for phrase, n in found.entry.translations if other & set(phrase.split()))
            if (
                opposite >= _LEAST_OPPOSITE * found.entry.count
                and not (meant & own)
                and there.isdisjoint(meant)
            ):
                source = pair.source[found.start : found.end]
                message = f"“{source}” means the opposite of “{pair.target[place.start : place.end]}”."
                yield Finding("opposite", message, (Span(found.start, found.end),), (place,))
                return


def _denied(pair: CheckedPair) -> set[int]:
    """Return the offsets of words that the source negates, if the English negates nothing: `pas facile`."""
    if negations(pair.target, TARGET):
        return set()
    return {
        found.start
        for start, end in negations(pair.source, pair.language)[:_MOST_NEGATIONS]
        for found in source_scope(Span(start, end), pair.source, pair.language)
    }


# A sentence has few negations; more mean an attack, and time must stay bounded.
_MOST_NEGATIONS = 20
# Minimum count of a word in the lexicon, the minimum share of it for translations in the opposite group, and
# the maximum distance in relative position.
_LEAST_COUNT, _LEAST_OPPOSITE, _FARTHEST = 20, 0.3, 0.3
# Minimum share of a word's counts for a translation to count as one of its senses.
_LEAST_SHARE = 0.05


def _meant(entry: lexicon.LexiconEntry) -> frozenset[str]:
    least = _LEAST_SHARE * entry.count
    return frozenset(word for phrase, n in entry.translations if n >= least for word in phrase.split())
