"""Handlers for the options of a briefing: original, glossary, saved translations, settings."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.article import read
from passerelle.errors import PasserelleError
from passerelle.languages.identify import language_name
from passerelle.modelstore import registry
from passerelle.output.wording import counted
from passerelle.page import fragments
from passerelle.page.access import OWNER_ONLY, Access
from passerelle.page.layout import HIDDEN, SHOWN, Changes, Layout, Values
from passerelle.page.settings import read_settings
from translate import Glossary, exchange
from translate.memory import Memory


class OptionHandlers:
    """Handlers of the options form.

    Args:
        layout: the widgets.
        models_file: the models.txt that the briefer was made with.
        access: who may use the page; on one that others can reach, only its owner may clear the memory.
    """

    def __init__(self, layout: Layout, models_file: Path | None = None, access: Access | None = None) -> None:
        self.form, self.options = layout.form, layout.options
        self.models_file = models_file
        self.access = access or Access()

    def open_original(self, path: str) -> Changes:
        """Read an uploaded original."""
        box, opened, note = self.options.original, self.options.opened_original, self.options.original_note
        try:
            found = read(Path(path), languages=registry.source_languages(self.models_file))
        except PasserelleError as error:
            return {box: "", opened: None, note: fragments.remark(str(error), trouble=True)}
        name = f"{Path(path).name}, in {language_name(found.language)}"
        return {box: found.text, opened: found, note: fragments.remark(name)}

    def open_glossary(self, path: str, corrections: Mapping[str, str] | None = None) -> Changes:
        """Read an uploaded glossary; the sentences of a translation memory are used word for word."""
        try:
            sentences = exchange.sentences(Path(path))
            found = None if sentences else Glossary.read(Path(path))
        except PasserelleError as error:
            return self._glossary(None, fragments.remark(f"{error} No glossary is used.", trouble=True))
        if sentences:
            note = fragments.remark(f"Using {Path(path).name}: {counted(len(sentences), 'sentence')}.")
            return {
                self.form.corrections: {**sentences, **(corrections or {})},
                self.options.glossary_note: note,
            }
        assert found
        note = fragments.remark(f"Using {Path(path).name}: {counted(len(found.terms), 'term')}.")
        return self._glossary(found, note)

    def remove_glossary(self) -> Changes:
        """Use no glossary."""
        return self._glossary(None, fragments.glossary_form())

    def clear_memory(self, request: gr.Request | None = None) -> Changes:
        """Delete the saved translations; without a request, it is called from Python."""
        if request and self.access.is_shared and not self.access.is_from_owner(request):
            return {self.options.memory_note: fragments.remark(OWNER_ONLY, trouble=True)}
        try:
            cleared = Memory().clear()
            note = fragments.remark(f"Cleared {cleared:,} saved sentence{'' if cleared == 1 else 's'}.")
        except PasserelleError as error:
            note = fragments.remark(str(error), trouble=True)
        return {self.options.memory_note: note}

    def save_settings(self, values: Values) -> dict[str, Any]:
        """Return the settings for the browser to remember."""
        before = read_settings(values[self.options.settings])
        length, fetch = values[self.options.length], bool(values[self.options.fetch])
        return replace(before, length=length, fetch=fetch).stored()

    def ask_again(self, values: Values) -> Changes:
        """Withdraw the consent to fetch originals from some sites."""
        settings = replace(read_settings(values[self.options.settings]), sites=())
        return {self.options.settings: settings.stored(), self.options.ask_again: HIDDEN}

    def _glossary(self, glossary: Glossary | None, note: str) -> Changes:
        return {
            self.options.opened_glossary: glossary,
            self.options.glossary_note: note,
            self.options.clear_glossary: SHOWN if glossary else HIDDEN,
        }
