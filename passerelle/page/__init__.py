"""The page: layout, handlers and launch. The only package that imports gradio."""

import os

# Before gradio is imported: the page sends nothing to any other machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
