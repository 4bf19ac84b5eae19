"""Optional dependencies: check for them, and say how to install one that is missing."""

from importlib.util import find_spec

from passerelle.errors import PasserelleError

# For each extra in pyproject.toml, the package that shows whether it is installed.
_TELLS = {"page": "gradio", "mcp": "mcp", "torch": "torch"}


def has(extra: str) -> bool:
    """Return whether the packages of an extra are installed, without importing them.

    Args:
        extra: `page`, `mcp` or `torch`.
    """
    return find_spec(_TELLS[extra]) is not None


def need(extra: str, purpose: str) -> None:
    """Raise an error if the packages of an extra are not installed.

    Args:
        extra: `page`, `mcp` or `torch`.
        purpose: the feature that needs it, as the subject of a sentence: `The page`.

    Raises:
        PasserelleError: it is missing; the message says how to install it.
    """
    if not has(extra):
        raise PasserelleError(
            f"{purpose} needs {_TELLS[extra]}, which is not installed; "
            f"install it with: pip install 'passerelle[{extra}]'"
        )
