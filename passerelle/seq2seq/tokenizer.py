"""Tokenize text for a model and detokenize its output, without Transformers where that is exact."""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakValueDictionary

from passerelle import extras
from passerelle.errors import ModelError

# SentencePiece models in use, by content.
_processors: WeakValueDictionary[bytes, Any] = WeakValueDictionary()
_loading = threading.Lock()


def _processor(path: Path) -> Any:
    """Load a SentencePiece model; files with the same content, as on both sides of a model, share one."""
    import sentencepiece

    content = path.read_bytes()
    key = hashlib.sha256(content).digest()
    with _loading:
        loaded = _processors.get(key)
        if loaded is None:
            loaded = _processors[key] = sentencepiece.SentencePieceProcessor(model_proto=content)
    return loaded


class Tokenizer(Protocol):
    """The tokenizer of one model, whose source and target sides may differ."""

    def encode_source(self, text: str) -> list[str]:
        """Return the source tokens of a text, with the special tokens that the model expects."""
        ...

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return target tokens as text, without special tokens."""
        ...

    def encode_target(self, text: str) -> list[str]:
        """Return the target tokens of a text, without special tokens."""
        ...


# Files with a Marian model's vocabulary: the hub's, then CTranslate2's.
_MARIAN_VOCABULARIES = (
    "vocab.json",
    *(f"{side}_vocabulary.{suffix}" for side in ("shared", "source") for suffix in ("json", "txt")),
)
_LANGUAGE_TOKEN = re.compile(rb">>[A-Za-z][\w-]{1,30}<<")
# How OPUS-MT models name English, in order of preference; older ones use ISO 639-1 codes.
_ENGLISH_TOKENS = (">>eng<<", ">>en<<", ">>eng_Latn<<")


class MarianTokenizer:
    """SentencePiece with one model per side, as in Marian.

    Tokens that the model's vocabulary lacks become `<unk>` in the engine. A model that writes
    several languages is asked for English by a token such as `>>eng<<` before the text
    (Tiedemann & Thottingal 2020, https://aclanthology.org/2020.eamt-1.61).

    Raises:
        ModelError: the model writes several languages, but not English.
    """

    def __init__(self, folder: Path) -> None:
        self._source = _processor(folder / "source.spm")
        self._target = _processor(folder / "target.spm")
        self._before = _english_token(folder)

    def encode_source(self, text: str) -> list[str]:
        """Return source pieces and the end-of-sentence token, after the token for English if there is one."""
        return [*self._before, *self._source.encode(text, out_type=str), "</s>"]

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return target pieces as text."""
        kept = [t for t in tokens if t not in ("</s>", "<pad>", *_ENGLISH_TOKENS)]
        text: str = self._target.decode(kept)
        return text

    def encode_target(self, text: str) -> list[str]:
        """Return the target pieces of a text."""
        pieces: list[str] = self._target.encode(text, out_type=str)
        return pieces


def _english_token(folder: Path) -> tuple[str, ...]:
    """Return the token that asks a model for English; () for a model with a single target language."""
    path = next((folder / name for name in _MARIAN_VOCABULARIES if (folder / name).exists()), None)
    if path is None:
        return ()
    tokens = {match.decode() for match in _LANGUAGE_TOKEN.findall(path.read_bytes())}
    if not tokens:
        return ()
    for token in _ENGLISH_TOKENS:
        if token in tokens:
            return (token,)
    known = ", ".join(sorted(tokens)[:8])
    raise ModelError(f"The model {folder.name} writes {known}, not English; choose another one.")


_SPECIAL_TOKEN = re.compile(r"</s>|<pad>|<unk(_\d+)?>|<mask_\d>|<extra_id_\d+>")


class SentencePieceTokenizer:
    """One SentencePiece model and the end-of-sentence token, as in T5 and PEGASUS.

    The tokens are the same as in Transformers, whose ids are not used here.
    """

    def __init__(self, folder: Path) -> None:
        self._processor = _processor(folder / "spiece.model")

    def encode_source(self, text: str) -> list[str]:
        """Return pieces and the end-of-sentence token."""
        return [*self.encode_target(text), "</s>"]

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return pieces as text; PEGASUS writes `<n>` for a line break."""
        text: str = self._processor.decode([t for t in tokens if not _SPECIAL_TOKEN.fullmatch(t)])
        return " ".join(text.replace("<n>", " ").split())

    def encode_target(self, text: str) -> list[str]:
        """Return the pieces of a text."""
        pieces: list[str] = self._processor.encode(text, out_type=str)
        return pieces


@contextmanager
def _panics_caught() -> Iterator[None]:
    """Turn a panic of the Rust library, which is not an `Exception`, into a ValueError.

    A pattern in a model's tokenizer.json that takes exponential time causes one.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise ValueError(f"the tokenizer failed ({error})") from None
        raise


class FastTokenizer:
    """A `tokenizers` pipeline: byte-level BPE (BART) or what tokenizer.json defines."""

    def __init__(self, folder: Path) -> None:
        import tokenizers

        self._tokenizer: Any
        with _panics_caught():
            if (folder / "tokenizer.json").exists():
                self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            else:
                self._tokenizer = _byte_level_bpe(folder)
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode_source(self, text: str) -> list[str]:
        """Return source tokens with the special tokens around them."""
        with _panics_caught():
            tokens: list[str] = self._tokenizer.encode(text).tokens
        return tokens

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return target tokens as text."""
        ids = [self._tokenizer.token_to_id(token) for token in tokens]
        with _panics_caught():
            text: str = self._tokenizer.decode([i for i in ids if i is not None], skip_special_tokens=True)
        return text.strip()

    def encode_target(self, text: str) -> list[str]:
        """Return the target tokens of a text."""
        with _panics_caught():
            tokens: list[str] = self._tokenizer.encode(text, add_special_tokens=False).tokens
        return tokens


class TransformersTokenizer:
    """Any other model's own tokenizer; imports Transformers."""

    def __init__(self, folder: Path) -> None:
        extras.need("torch", f"The tokenizer of {folder.name}")
        import transformers

        self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )

    def encode_source(self, text: str) -> list[str]:
        """Return source tokens with the special tokens around them."""
        tokens: list[str] = self._tokenizer.convert_ids_to_tokens(self._tokenizer.encode(text))
        return tokens

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return target tokens as text."""
        ids = self._tokenizer.convert_tokens_to_ids(list(tokens))
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True)
        return text.strip()

    def encode_target(self, text: str) -> list[str]:
        """Return the target tokens of a text."""
        tokens: list[str] = self._tokenizer.tokenize(text)
        return tokens


# The files of each kind of tokenizer; the first set found in a folder decides.
_KINDS: tuple[tuple[frozenset[str], Callable[[Path], Tokenizer]], ...] = (
    (frozenset({"source.spm", "target.spm"}), MarianTokenizer),
    (frozenset({"tokenizer.json"}), FastTokenizer),
    (frozenset({"vocab.json", "merges.txt"}), FastTokenizer),
    (frozenset({"spiece.model"}), SentencePieceTokenizer),
    (frozenset({"sentencepiece.bpe.model"}), TransformersTokenizer),
    (frozenset({"vocab.txt"}), TransformersTokenizer),
)


def tokenizer_kind(names: Set[str]) -> Callable[[Path], Tokenizer] | None:
    """Return the tokenizer class for a folder with files of these names, if any."""
    return next((kind for files, kind in _KINDS if files <= names), None)


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer of a model folder.

    Raises:
        ModelError: the folder contains no tokenizer files, or the model does not write English.
        PasserelleError: the tokenizer needs Transformers, which is not installed.
        Exception: a file is damaged; each library raises errors of its own.
    """
    kind = tokenizer_kind({path.name for path in folder.iterdir()})
    if kind is None:
        raise ModelError(f"{folder} has no tokenizer files; fetch the model again.")
    return kind(folder)


def _byte_level_bpe(folder: Path) -> Any:
    """Build BART's tokenizer from vocab.json and merges.txt, with `<s> … </s>` around the text."""
    import tokenizers
    from tokenizers import processors

    bpe = tokenizers.ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    special = [t for t in ("<s>", "</s>", "<pad>", "<unk>", "<mask>") if bpe.token_to_id(t) is not None]
    bpe.add_special_tokens(special)
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    inner: Any = bpe._tokenizer
    inner.post_processor = processors.RobertaProcessing(
        ("</s>", vocabulary["</s>"]), ("<s>", vocabulary["<s>"]), trim_offsets=True
    )
    return inner
