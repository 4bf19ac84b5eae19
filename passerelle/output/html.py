"""A briefing as one HTML file."""

import base64
import hashlib

from markupsafe import Markup

from passerelle.briefing.types import Briefing
from passerelle.output import render, wording


def write(briefing: Briefing) -> str:
    """Return a briefing as one HTML file that loads nothing else and can be printed.

    Args:
        briefing: the briefing to show.

    Returns:
        A complete page whose content security policy allows only its own style sheet and script.
    """
    article = briefing.article
    heading = briefing.heading
    script = render.view_js()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return render.template(
        "page.html.jinja",
        title=wording.title(briefing),
        title_language="en" if heading or not article.name else "",
        view=Markup(render.reading_view(briefing)),
        css=Markup(render.view_css()),
        js=Markup(script),
        script_hash=f"sha256-{digest}",
    )
