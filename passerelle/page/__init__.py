"""The page: layout, handlers and launch. The only package that imports Gradio."""

import os

from passerelle.page import imports

# Set before Gradio is imported, so that the page sends no analytics.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
imports.install()
