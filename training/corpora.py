"""Read the list of corpora and their sentence pairs."""

import gzip
import lzma
import tarfile
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast, get_args

from training.errors import TrainingError

Form = Literal["parallel", "compressions", "news", "names", "written"]
Task = Literal["translate", "compress"]

LIST = Path(__file__).with_name("corpora.toml")
# Folder of the pairs that were written for this project.
WRITTEN = Path(__file__).parent
# A longer line is not a sentence.
MAX_LINE_BYTES = 8_000
# Maximum unpacked size of an archive: twenty times that of the corpora in corpora.toml.
MAX_UNPACKED_BYTES = 4 * 1024**3

# Languages for which names are generated.
NAMED = ("fr", "vi")
_PLAIN_FIELDS = {"name": str, "language": str, "source": str, "licence": str}


@dataclass(frozen=True, slots=True)
class Corpus:
    """One entry of the list; its fields are explained at the head of corpora.toml."""

    name: str
    language: str
    share: float
    source: str
    licence: str
    form: Form = "parallel"
    news: bool = False
    synthetic: bool = False

    @property
    def task(self) -> Task:
        """The task for which its pairs are used."""
        return "compress" if self.form in ("compressions", "news") else "translate"

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of its files below the folder of the corpora; none if generated or part of the project."""
        if self.form == "parallel":
            return (f"{self.name}.{self.language}", f"{self.name}.en")
        return () if self.form in ("names", "written") else (self.name,)


def load(path: Path = LIST) -> tuple[Corpus, ...]:
    """Read a list of corpora.

    Raises:
        TrainingError: it cannot be read, or an entry is malformed (it says which).
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["corpus"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise TrainingError(f"The list of corpora {path} cannot be read ({error}); correct it.") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TrainingError(f"{path.name}: put each corpus under a [[corpus]] heading, in double brackets.")
    return tuple(_corpus(entry, number, path) for number, entry in enumerate(entries, start=1))


def _corpus(entry: dict[str, object], number: int, path: Path) -> Corpus:
    where = f"{path.name}, corpus {number}"
    for field, kind in _PLAIN_FIELDS.items():
        if not isinstance(entry.get(field), kind):
            raise TrainingError(f"{where}: {field} is missing or is not text; add it.")
    share = entry.get("share")
    if not isinstance(share, int | float) or not 0 <= share <= 100:
        raise TrainingError(f"{where}: share must be a number from 0 to 100.")
    if entry.get("form", "parallel") not in get_args(Form):
        raise TrainingError(f"{where}: form must be one of {', '.join(get_args(Form))}.")
    if entry.get("form") == "names" and entry["language"] not in NAMED:
        raise TrainingError(f"{where}: names can be generated only for {' and '.join(NAMED)}.")
    name = Path(str(entry["name"]))
    if name.is_absolute() or ".." in name.parts:
        raise TrainingError(f"{where}: the name must be a path below the folder of the corpora.")
    return Corpus(
        name=str(entry["name"]),
        language=str(entry["language"]),
        share=float(share),
        source=str(entry["source"]),
        licence=str(entry["licence"]),
        form=cast(Form, entry.get("form", "parallel")),
        news=bool(entry.get("news", False)),
        synthetic=bool(entry.get("synthetic", False)),
    )


def unpack(folder: Path, wanted: frozenset[str], to: Path) -> None:
    """Unpack the wanted files that are missing from the tar archives of a folder.

    Args:
        folder: the folder of the archives (`*.tar`, `*.tar.xz`, …).
        wanted: paths inside them; everything else is left out.
        to: the folder to unpack into.

    Raises:
        TrainingError: an archive is broken, or unpacks to more than 4 GB.
    """
    missing = {path for path in wanted if not (folder / path).exists() and not (to / path).exists()}
    for archive in sorted(folder.glob("*.tar*")):
        if not missing:
            return
        found = []
        try:
            with tarfile.open(archive) as tar:
                size = 0
                for member in tar:
                    # `tar -C folder -cf x.tar .` puts `./` before every name.
                    member.name = member.name.removeprefix("./")
                    if not member.isfile() or member.name not in missing:
                        continue
                    size += member.size
                    if size > MAX_UNPACKED_BYTES:
                        raise TrainingError(f"{archive} unpacks to more than 4 GB; unpack it by hand.")
                    found.append(member.name)
                    member.name += ".part"
                    tar.extract(member, to, filter="data")
                # The checksums are at the end, which tarfile itself does not read.
                while tar.fileobj and tar.fileobj.read(2**20):
                    pass
            for name in dict.fromkeys(found):  # a file that was added again is in the archive twice
                (to / f"{name}.part").replace(to / name)
            missing.difference_update(found)
        except (tarfile.TarError, lzma.LZMAError, zlib.error, OSError, EOFError) as error:
            raise TrainingError(f"{archive} cannot be unpacked ({error}); fetch it again.") from None


def pairs(corpus: Corpus, roots: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a corpus in order; for `news`, each sentence paired with itself.

    Args:
        corpus: an entry of the list whose form is not `names`.
        roots: folders to look for its files in, in this order.

    Raises:
        TrainingError: a file is missing or cannot be read, or its two sides differ in length.
    """
    if corpus.form == "written":
        paths = [_find(f"{corpus.name}.tsv", (WRITTEN,))]
    else:
        paths = [_find(name, roots) for name in corpus.files]
    try:
        if corpus.form == "parallel":
            with _opened(paths[0]) as source, _opened(paths[1]) as target:
                for first, second in zip(_lines(source), _lines(target), strict=True):
                    if first and second:
                        yield first, second
            return
        with _opened(paths[0]) as file:
            for line in _lines(file):
                first, tab, second = line.partition("\t")
                if corpus.form == "news" and line:
                    yield line, line
                elif tab and first and second:
                    yield first, second
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingError(f"{paths[0]} cannot be read ({error}); fetch it again.") from None
    except ValueError:
        names = " and ".join(map(str, paths))
        raise TrainingError(f"{names} differ in their number of lines; fetch them again.") from None


def lines(name: str, roots: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a file as pairs: the first two columns, or an empty string and the line.

    Args:
        name: its path below one of the roots.
        roots: folders to look for it in, in this order.

    Raises:
        TrainingError: it is missing or cannot be read.
    """
    path = _find(name, roots)
    try:
        with _opened(path) as file:
            for line in _lines(file):
                columns = line.split("\t")
                yield (columns[0], columns[1]) if len(columns) > 1 else ("", line)
    except (OSError, EOFError, zlib.error) as error:
        raise TrainingError(f"{path} cannot be read ({error}); fetch it again.") from None


def _find(name: str, roots: tuple[Path, ...]) -> Path:
    for root in roots:
        if (root / name).is_file():
            return root / name
    raise TrainingError(
        f"The corpus file {name} is not in {roots[0]}; put it there, or take it out of the list of corpora."
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix == ".gz":
        with gzip.open(path) as file:
            yield cast(BinaryIO, file)
    else:
        with path.open("rb") as file:
            yield file


def _lines(file: BinaryIO) -> Iterator[str]:
    """Yield lines without line ends; an overlong or undecodable line becomes empty."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        whole = line.endswith(b"\n") or len(line) <= MAX_LINE_BYTES
        while not line.endswith(b"\n") and (rest := file.readline(MAX_LINE_BYTES)):
            line = rest
        try:
            yield line.decode().strip() if whole else ""
        except UnicodeDecodeError:
            yield ""
