"""Handlers for the options of a briefing: original, glossary, saved translations, settings."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.article import read
from passerelle.errors import PasserelleError
from passerelle.languages.identify import language_name
from passerelle.listing import listed
from passerelle.modelstore import registry
from passerelle.output.wording import counted
from passerelle.page import fragments
from passerelle.page.access import OWNER_ONLY, Access
from passerelle.page.layout import HIDDEN, SHOWN, Changes, Layout, Values
from passerelle.page.settings import read_settings
from translate import Glossary, exchange
from translate.memory import Memory

# What a visitor's file can be, as the button that removes it says.
_KINDS = {"glossary": "glossary", "memory": "translation memory"}


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

    def open_glossary(
        self,
        path: str,
        glossary: Glossary | None = None,
        memory: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> Changes:
        """Read an uploaded glossary or translation memory, whose sentences are used word for word.

        One of each can be used; if the file cannot be read, the others stay in use.

        Args:
            path: the file.
            glossary: the glossary in use.
            memory: the sentences in use, with their English.
            names: the value of `OptionsForm.opened_names`.
        """
        used, name = dict(names or {}), Path(path).name
        try:
            sentences, terms = exchange.sentences(Path(path))
            if sentences:
                memory, used["memory"] = sentences, f"{name}: {counted(len(sentences), 'sentence')}."
                if terms:
                    used["memory"] += f" {counted(terms, 'short unit')} left out: only sentences are used."
            else:
                glossary = Glossary.read(Path(path))
                used["glossary"] = f"{name}: {counted(len(glossary.terms), 'term')}."
        except PasserelleError as error:
            kept = " ".join(f"Still using {what}" for what in used.values()) or "No glossary is used."
            note = fragments.remark(f"{error} {kept}", trouble=True)
        else:
            note = fragments.remark(" ".join(f"Using {what}" for what in used.values()))
        return self._glossary(glossary, memory or {}, used, note)

    def remove_glossary(self) -> Changes:
        """Use neither a glossary nor a translation memory."""
        return self._glossary(None, {}, {}, fragments.glossary_form())

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

    def _glossary(
        self, glossary: Glossary | None, memory: Mapping[str, str], names: Mapping[str, str], note: str
    ) -> Changes:
        label = f"Remove {listed(_KINDS[kind] for kind in sorted(names))}"
        return {
            self.options.opened_glossary: glossary,
            self.options.opened_memory: memory,
            self.options.opened_names: names,
            self.options.glossary_note: note,
            self.options.clear_glossary: gr.update(value=label) | SHOWN if names else HIDDEN,
        }
