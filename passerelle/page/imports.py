"""Import Gradio in half the time, and without pandas.

Gradio writes a type stub for each of its components whenever it is imported, and imports pandas, which takes
70 MB, for tables and for statistics that the page does not show.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

_GRADIO, _STUBS, _DEFERRED = "gradio", "gradio.component_meta", "pandas"


class _Deferred(ModuleType):
    """A placeholder for a module, which is imported only when one of its attributes is used."""

    def __getattr__(self, name: str) -> Any:
        if name in ("__path__", "__file__", "__cached__"):  # the import system asks for these
            raise AttributeError(name)
        _withdraw(self.__name__)
        return getattr(import_module(self.__name__), name)


class _DeferredLoader(Loader):
    """Loader of a placeholder, or of a module that is already loaded."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module if it has been imported, else a placeholder for it."""
        return sys.modules.get(spec.name) or _Deferred(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing."""


class _SmallImport(MetaPathFinder):
    """Finds Gradio, its module that writes stubs, and pandas, until Gradio has been imported."""

    def __init__(self) -> None:
        self._found: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the specification of one of these modules; None for all others."""
        if name.startswith(f"{_DEFERRED}.") and _withdraw(_DEFERRED):  # a submodule is needed after all
            whole = import_module(_DEFERRED)
            if name in sys.modules:
                return spec_from_loader(name, _DeferredLoader())
            return PathFinder.find_spec(name, whole.__path__, target)
        if name in self._found or name not in (_GRADIO, *([_STUBS, _DEFERRED] if self._found else [])):
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        self._found.add(name)
        if name == _DEFERRED:
            return spec_from_loader(name, _DeferredLoader(), is_package=True)
        run = self._end if name == _GRADIO else _write_no_stubs
        vars(spec.loader)["exec_module"] = _followed(spec.loader.exec_module, run)
        return spec

    def _end(self, module: ModuleType) -> None:
        del module
        sys.meta_path.remove(self)
        _withdraw(_DEFERRED)


def _followed(
    execute: Callable[[ModuleType], None], then: Callable[[ModuleType], None]
) -> Callable[[ModuleType], None]:
    """Return a function that executes a module and then does something with it, even after an error."""

    def run(module: ModuleType) -> None:
        try:
            execute(module)
        finally:
            then(module)

    return run


def _write_no_stubs(module: ModuleType) -> None:
    if hasattr(module, "create_or_modify_pyi"):
        vars(module)["create_or_modify_pyi"] = lambda *arguments: None


def _withdraw(name: str) -> bool:
    """Remove a deferred module, since libraries look at what has been imported (`rapidfuzz`).

    Returns:
        Whether there was one.
    """
    deferred = isinstance(sys.modules.get(name), _Deferred)
    if deferred:
        del sys.modules[name]
    return deferred


def install() -> None:
    """Make the first import of Gradio a small one."""
    if _GRADIO not in sys.modules:
        sys.meta_path.insert(0, _SmallImport())
