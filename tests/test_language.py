"""Language identification."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import py3langid
import pytest
from limits import within

from passerelle import read
from passerelle.languages.identify import identify, is_english

EXAMPLES = Path(__file__).parent.parent / "examples"
MODELS = ("fr", "vi")

SENTENCES = {
    "Le ministre a présenté mardi un plan de soutien aux pêcheurs.": "fr",
    "De nouveaux navires": "fr",
    "LE MINISTRE A PRÉSENTÉ UN PLAN": "fr",
    "Bộ trưởng hôm thứ Ba đã công bố kế hoạch hỗ trợ ngư dân.": "vi",
    "Nước mặn": "vi",
    "The minister presented a plan for the fishermen on Tuesday.": "en",
    "Die Bundesregierung hat am Dienstag einen Plan vorgestellt, der den Fischern an der Küste hilft.": "de",
    "El Gobierno presentó el martes un plan de ayuda para los pescadores de la costa de Galicia.": "es",
}


# Languages related to French, in texts long enough to be identified by their words.
RELATED = {
    "ca": (
        "El president de la Generalitat ha anunciat aquest dimarts que el Govern aprovarà un nou "
        "paquet de mesures per fer front a la sequera. Les restriccions es mantindran en els "
        "municipis que depenen dels embassaments del Ter i del Llobregat, on les reserves són per "
        "sota del setze per cent. Els pagesos es queixen que no poden regar i que les pèrdues seran "
        "molt grans si no plou abans de l'estiu. "
    ),
    "oc": (
        "Lo president de la region a anonciat dimars que lo govèrn va aprovar de mesuras novèlas per "
        "far fàcia a la secada. Las restriccions se mantendràn dins las comunas que dependon de las "
        "resèrvas d'aiga, ont los nivèls son jos lo setze per cent. Los païsans se planhon que pòdon "
        "pas asaigar e que las pèrdas seràn fòrça grandas se plòu pas abans l'estiu. La lenga "
        "occitana es una lenga romanica parlada dins lo sud de França. "
    ),
    "wa": (
        "Li walon, c' est on lingaedje roman k' est cåzé el Walonreye, dins l' Beldjike, eyet pa dins "
        "sacwants viyaedjes di France. Avou l' picård, li gåmès, eyet l' francès, c' est onk des "
        "lingaedjes d' oyi. Les djins del Walonreye ont cåzé walon disk' a l' moitié do 20inme sieke, "
        "mins asteure, c' est pus cåzé ki pa des vîs. Dispoy les anêyes 1990, li scole et les gazetes "
        "divnèt on pô pus drovowes å walon. "
    ),
}


@pytest.mark.parametrize(("text", "language"), SENTENCES.items())
def test_the_language_of_a_sentence_is_identified(text: str, language: str) -> None:
    code, probability = identify(text, MODELS)
    assert code == language
    assert 0.5 < probability <= 1


def test_every_paragraph_of_the_examples_is_identified() -> None:
    paths = list(EXAMPLES.glob("*.fr.txt"))
    assert paths
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines()[:-2]:
            assert identify(line, MODELS)[0] == "fr", line
            assert not is_english(line, "fr"), line


@pytest.mark.parametrize(("language", "text"), RELATED.items())
def test_a_related_language_is_not_identified_as_french(language: str, text: str) -> None:
    code, probability = identify(text, MODELS)
    assert code == language
    assert probability > 0.9


def test_an_article_is_identified_by_its_common_words(monkeypatch: pytest.MonkeyPatch) -> None:
    # Using the identifier would raise an error.
    monkeypatch.setattr("passerelle.languages.identify._identifier", None)
    paths = [*EXAMPLES.glob("*.txt"), *EXAMPLES.glob("*.html")]
    assert paths
    for path in paths:
        article = read(path)
        assert identify(article.text, MODELS) == (path.name.split(".")[1], 1)


def test_a_text_in_two_languages_has_no_certain_language() -> None:
    french, vietnamese = (read(EXAMPLES / f"mekong-donnees-eau.{name}") for name in ("fr.txt", "vi.html"))
    assert identify(f"{french.text[:800]}\n{vietnamese.text[:800]}", MODELS)[1] < 1


def test_many_combining_marks_are_identified_in_linear_time() -> None:
    with within(30):
        assert identify("Il pleut à Paris" + "\u0301\u0323" * 100_000, ["fr", "vi"])[0] == "fr"


def test_a_short_text_is_identified_among_the_choices() -> None:
    assert identify("Guten Tag", MODELS)[0] in ("fr", "vi", "en")


@pytest.mark.parametrize("text", ["", "12 345", "…"])
def test_a_text_without_words_has_a_low_probability(text: str) -> None:
    code, probability = identify(text, MODELS)
    assert code in ("fr", "vi", "en")
    assert probability < 0.5


def test_choices_unknown_to_the_identifier_are_allowed() -> None:
    assert identify("Le ministre a présenté un plan.", ("fr", "qaa"))[0] == "fr"


def test_the_global_state_of_py3langid_is_unchanged() -> None:
    german = "Die Bundesregierung hat am Dienstag einen Plan vorgestellt."
    identify(german, MODELS)
    assert py3langid.classify(german)[0] == "de"
    py3langid.set_languages(["de", "nl"])
    try:
        assert identify("Le ministre a présenté un plan.", MODELS)[0] == "fr"
    finally:
        py3langid.set_languages(None)


def test_threads_can_identify_languages_at_the_same_time() -> None:
    texts = list(SENTENCES) * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: identify(text, MODELS)[0], texts))
    assert found == [SENTENCES[text] for text in texts]


@pytest.mark.parametrize(
    "line",
    [
        "The president said on Monday that the government would act.",
        "“We will not wait for the others,” said the minister of trade.",
        "It is not clear who will pay for the repairs.",
        "THE PRESIDENT SAID THAT THE LAW IS DEAD",
        "Phạm Minh Chính said that the project would be finished by 2030.",
        "I don't know what they were waiting for.",
        "Sources from Le Monde say that this is the end of it.",
    ],
)
@pytest.mark.parametrize("source_language", ["fr", "vi"])
def test_english_lines_are_recognized(line: str, source_language: str) -> None:
    assert is_english(line, source_language)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "OK",
        "John Kirby",
        "The Lord of the Rings",
        "Bank of the Ryukyus, Department of the Interior and Office of the President",
        "Les prix ont augmenté de 12 % en un an.",
        "« The Voice of the Nation » est une émission de la chaîne.",
        "L'émission The Voice of the Nation was of the",
        "Le film The Return of the King that was",
        "Le slogan « It is not for the others that we will fight » a été repris.",
        "Ông nói “We will not wait for the others, that is the end” tại cuộc họp.",
        "Bộ trưởng hôm thứ Ba đã công bố kế hoạch hỗ trợ ngư dân.",
    ],
)
def test_lines_that_may_not_be_english_are_not_taken_for_english(line: str) -> None:
    assert not is_english(line, "fr")
