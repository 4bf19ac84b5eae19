"""Groups of articles: the output does not depend on how they are processed."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from passerelle.briefing import Briefer
from passerelle.briefing.group import brief_group
from passerelle.briefing.request import Request
from passerelle.briefing.types import Briefing
from passerelle.errors import ArticleError
from translate import Translator

ROOT = Path(__file__).parent.parent
TEXTS = [
    "Le marché est ouvert depuis lundi.\n\nLes prix ont baissé de 12 %. Il pleut à Paris.\n",
    "",
    "Le train est parti à huit heures ce matin. Il pleut à Paris.\n",
]
REQUESTS = [Request(text, language="fr") for text in TEXTS]
SCORES = """
import os, sys
sys.path.insert(0, "tests")
from test_group import REQUESTS
import pytest

from passerelle.briefing import Briefer
from passerelle.briefing.group import brief_group
briefer = Briefer()
for _ in range(int(sys.argv[1])):
    made = brief_group(briefer, REQUESTS)
print([[(s.target, s.score) for s in b.translation.segments] for b in (made[0], made[2])])
"""


def test_an_unreadable_article_gives_an_error_in_its_position() -> None:
    seen: list[int] = []
    first, empty, last = brief_group(Briefer(), REQUESTS, lambda index, _: seen.append(index))
    assert isinstance(first, Briefing)
    assert first.translation.segments[0].target.startswith("The market has been open")
    assert isinstance(empty, ArticleError)
    assert isinstance(last, Briefing)
    assert set(seen) == {0, 2}


@pytest.mark.slow
def test_scores_do_not_depend_on_threads_or_on_earlier_articles() -> None:
    def run(threads: int, times: int) -> str:
        done = subprocess.run(
            [sys.executable, "-c", SCORES, str(times)],
            env=os.environ | {"OMP_NUM_THREADS": str(threads)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    assert run(1, 1) == run(2, 2) != ""


def test_briefers_and_translators_are_pickled_by_their_settings(tmp_path: Path) -> None:
    models = ROOT / "models.txt"
    briefer: Briefer = pickle.loads(pickle.dumps(Briefer(models, device="cpu", memory=True)))
    assert briefer.remembers
    assert briefer.fingerprint() == Briefer(models, device="cpu").fingerprint()
    translator = Translator("fr", models)
    translator.translate("Bonjour.")
    data = pickle.dumps(translator)
    assert len(data) < 1000
    assert pickle.loads(data).source_language == "fr"
