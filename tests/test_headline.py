"""The heading of a brief never repeats its first sentence."""

import pytest

from summarize import Summarizer

LEAD = "The council of Norland closed the old port on Monday after a debate of nine hours."
REST = [
    "The port has four cranes and two hundred boats, which bring fish to the markets.",
    "Fishermen blocked the quay with forty boats and asked for 3 million euros in aid.",
    "A new port will open in the south of the country in 2031, said the ministry.",
    "The opposition wants a vote of all citizens on the closure within six months.",
]
LONGER = [f"District {k} of the country has {k + 3} harbours and {k + 9} cranes." for k in range(8)]


@pytest.fixture(scope="module")
def summarizer() -> Summarizer:
    return Summarizer()


@pytest.mark.parametrize("length", ["short", "standard", "long", 15, 30])
@pytest.mark.parametrize("segments", [[LEAD], [LEAD, *REST], [LEAD, *REST, *LONGER]])
@pytest.mark.parametrize("title", [LEAD, LEAD.rstrip("."), LEAD.upper(), None])
def test_the_heading_is_not_the_first_sentence(
    summarizer: Summarizer, title: str | None, segments: list[str], length: str | int
) -> None:
    brief = summarizer.summarize(segments, title=title, length=length)  # type: ignore[arg-type]
    if brief.headline:
        assert brief.headline.text.casefold() != brief.sentences[0].text.rstrip(".").casefold()
