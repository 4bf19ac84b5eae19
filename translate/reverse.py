"""Score how well an English sentence preserves its source, with a model that translates back.

This is the reverse model of a noisy channel (Yee et al. 2019, https://arxiv.org/abs/1908.05731): a
translation that leaves something out, or says something else, makes its source improbable.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from passerelle.characters import encodable
from passerelle.errors import ModelError
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model, load_folder
from translate.normalize import normalize

# The first source token selects the target language; no text contains these byte pieces.
TAGS: Mapping[str, str] = MappingProxyType({"fr": "<0x01>", "vi": "<0x02>"})

_log = logging.getLogger("passerelle")
_loading = threading.Lock()


def folder() -> Path:
    """Return the folder of the embedded reverse model."""
    return registry.default_models_file().parent / "models" / "en-fr-vi"


def embedded() -> Model | None:
    """Load the embedded reverse model, once; return None if it is missing or broken."""
    with _loading:
        return _load()


@cache
def _load() -> Model | None:
    if not folder().is_dir():
        return None
    try:
        return load_folder(folder())
    except ModelError as error:
        _log.warning("Translations are not checked by translating them back: %s", error)
        return None


def scores(sources: Sequence[str], translations: Sequence[str], language: str) -> list[float] | None:
    """Score each source given its translation with the embedded model; recent scores are cached.

    Args:
        sources: sentences of the article.
        translations: their English, line by line.
        language: ISO 639-1 code of the sources.

    Returns:
        See `score`; None for a language that the model does not know, or if there is no model.

    Raises:
        ValueError: the two sides differ in length.
    """
    model = embedded() if language in TAGS else None
    if model is None:
        return None
    pairs = list(zip(sources, translations, strict=True))
    with _scoring:
        known = {pair: _scored[language, *pair] for pair in pairs if (language, *pair) in _scored}
    asked = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    known |= zip(asked, score(model, [s for s, _ in asked], [t for _, t in asked], language), strict=True)
    with _scoring:
        _scored.update({(language, *pair): known[pair] for pair in asked})
        while len(_scored) > _MOST_SCORED:
            del _scored[next(iter(_scored))]
    return [known[pair] for pair in pairs]


# Look-up, repairs and checks ask for the same translations of a sentence one after the other.
_MOST_SCORED = 512
_scored: dict[tuple[str, str, str], float] = {}
_scoring = threading.Lock()


def totals(source: str, translations: Sequence[str], language: str) -> list[float] | None:
    """Return the log-probability of a sentence given each of several translations, with the embedded model.

    Args:
        source: a sentence of the article.
        translations: English, right or wrong.
        language: ISO 639-1 code of the source.

    Returns:
        One log-probability for each translation; None for a language that the model does not know, or if
        there is no model.
    """
    model = embedded() if language in TAGS else None
    if model is None:
        return None
    # Tokenizers refuse lone surrogates.
    source, *texts = (encodable(text) for text in (source, *translations))
    found = scores([source] * len(texts), texts, language)
    length = 1 + len(model.tokenizer.encode_target(normalize(source).text)[: model.positions - 1])
    return [mean * length for mean in found or ()]


def encode(model: Model, text: str, language: str) -> list[str]:
    """Tokenize English text for the reverse model.

    Args:
        model: English to French or Vietnamese.
        text: English.
        language: ISO 639-1 code of the language to translate into, `fr` or `vi`.

    Raises:
        KeyError: the model has no such language.
    """
    return [TAGS[language], *model.tokenizer.encode_source(normalize(text).text)]


def score(model: Model, sources: Sequence[str], translations: Sequence[str], language: str) -> list[float]:
    """Score each source given its translation.

    Args:
        model: English to French or Vietnamese.
        sources: sentences of the article.
        translations: their English, line by line.
        language: ISO 639-1 code of the sources, `fr` or `vi`.

    Returns:
        For each pair the mean log-probability of a source token, at most 0. Scores are comparable only among
        translations of one source; across sources they depend on how common the words are.

    Raises:
        KeyError: the model has no such language.
        ValueError: the two sides differ in length.
    """
    if len(sources) != len(translations):
        raise ValueError("there must be one translation for each source")
    # Anything longer than the model's window is a list, not a sentence.
    limit = model.positions - 1
    return model.engine.score(
        [encode(model, translation, language)[:limit] for translation in translations],
        [model.tokenizer.encode_target(normalize(source).text)[:limit] for source in sources],
    )
