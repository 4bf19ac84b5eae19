"""Passerelle's errors. Each message is one sentence for the user that says what to do next.

PasserelleError
├── ArticleError            a text, file or page that cannot be read
├── TranslationError        a text that cannot be translated
│   └── LanguageError       a text in a language for which models.txt has no model
├── LengthError             a brief length that is not possible
├── BatchError              a batch that cannot start
├── BriefingError           a stored briefing that cannot be read
├── ResourceError           this machine has run out of memory, files or disk space
└── ModelError              models.txt, a model folder, its conversion or its engine
    ├── AbsentModel         no model that translates a language is on this machine
    ├── RefusedModel        a model that fails its test, or whose files are not safe to read
    └── HubError            a download from the hub
"""

import errno
import mmap
import re

# What libraries say in errors of other types.
_NO_MEMORY = re.compile(
    r"can't start new thread|failed to map segment|allocate memory|bad_alloc|MemoryError|out of memory", re.I
)
_TOO_MANY_FILES = "Too many open files"
_NO_TEMPORARY_FOLDER = "No usable temporary directory"
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
_REMEDIES = (
    ((*_FULL, errno.EFBIG), "free some space"),
    ((errno.EACCES, errno.EPERM), "check the permissions"),
    ((errno.EROFS,), "make the disk writable"),
    ((errno.ENOENT, errno.ENOTDIR), "check that the folder exists"),
)


class PasserelleError(Exception):
    """Base class of every error whose message is meant for users.

    The page, the command line and the batch log print the message alone, without a traceback.
    """


class ArticleError(PasserelleError):
    """A text, file or page that cannot be read as an article."""


class TranslationError(PasserelleError):
    """A text that cannot be translated as asked."""


class _OfLanguage(Exception):
    """An error about texts in one language.

    Args:
        message: one sentence for the user.
        language: ISO 639 code of the text's language.
    """

    def __init__(self, message: str, language: str = "") -> None:
        super().__init__(message)
        self.language = language


class LanguageError(_OfLanguage, TranslationError):
    """A text in a language for which models.txt has no model."""


class LengthError(PasserelleError):
    """A brief length that is not possible."""


class BatchError(PasserelleError):
    """A batch that cannot start: nothing to read, or nowhere to write."""


class BriefingError(PasserelleError):
    """A stored briefing that cannot be read."""


class ResourceError(PasserelleError):
    """A shortage of memory, open files or disk space; the same work may succeed later."""


class ModelError(PasserelleError):
    """A model cannot be found, read, converted or run."""


class AbsentModel(_OfLanguage, ModelError):
    """None of the models that translate a language is on this machine."""


class RefusedModel(ModelError):
    """A model fails its test on sentences with known answers, or its files are not safe to read."""


class HubError(ModelError):
    """A model cannot be downloaded from the hub or its mirror."""


def check_memory(needed_bytes: int) -> None:
    """Reserve memory, and release it.

    Args:
        needed_bytes: how much address space.

    Raises:
        MemoryError: this process may not use that much.
    """
    try:
        mmap.mmap(-1, needed_bytes).close()
    except OSError as error:
        raise MemoryError(error.strerror) from None


def shortage(error: Exception) -> str | None:
    """Return a sentence about what this machine has run out of, if an error says so; None if it does not."""
    if isinstance(error, ResourceError):
        return str(error)
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, MemoryError) or number == errno.ENOMEM or _NO_MEMORY.search(str(error)):
        return "There is not enough memory; close other programs, or raise the limit on memory."
    if number in (errno.EMFILE, errno.ENFILE) or _TOO_MANY_FILES in str(error):
        return "Too many files are open at the same time; raise the limit, for example with: ulimit -n 1024"
    if _NO_TEMPORARY_FOLDER in str(error):
        return (
            "No folder for temporary files can be written to; free some space, or set TMPDIR to one that can."
        )
    if number in _FULL:
        return "There is no space left on the disk; free some and try again."
    return None


def remedy(error: OSError) -> str:
    """Return what to do about a file that could not be written, as a clause such as `free some space`."""
    return next((advice for numbers, advice in _REMEDIES if error.errno in numbers), "check the disk")
