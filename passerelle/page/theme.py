"""Colours and fonts of the page."""

import gradio as gr

_FONT = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "sans-serif")


def theme() -> gr.themes.Base:
    """Return the theme: paper, ink and one accent colour, with the fonts of the visitor's machine."""
    ink = gr.themes.Color(
        "#fbf9f4", "#f3efe5", "#e6e0d2", "#d9d2c3", "#aaa395", "#7c7568",
        "#5c564c", "#423d35", "#2c2923", "#1f1d1a", "#171614",
    )  # fmt: skip
    red = gr.themes.Color(
        "#fbf3f1", "#f6e3df", "#ecc5bd", "#f0a18e", "#cf7566", "#ad4d3d",
        "#8f2f22", "#78271c", "#5f2017", "#481911", "#2c0f0a",
    )  # fmt: skip
    edge, edge_dark = "#8f8675", "#756f62"
    return gr.themes.Base(
        primary_hue=red,
        neutral_hue=ink,
        radius_size="sm",
        font=_FONT,
        font_mono=("ui-monospace", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono", "monospace"),
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="#e9e4d9",
        background_fill_primary="*neutral_50",
        background_fill_primary_dark="*neutral_950",
        block_title_text_color="*neutral_600",
        block_title_text_color_dark="*neutral_400",
        input_background_fill="#ffffff",
        input_background_fill_dark="#211f1b",
        input_placeholder_color_dark="*neutral_400",
        input_border_width="1px",
        input_border_color=edge,
        input_border_color_dark=edge_dark,
        button_border_width="1px",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_300",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_200",
        button_primary_border_color="transparent",
        button_primary_border_color_dark="transparent",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="*neutral_950",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_400",
        button_secondary_border_color_dark="*neutral_600",
        button_secondary_text_color="*neutral_900",
        button_secondary_text_color_dark="#e9e4d9",
        button_large_text_size="0.9375rem",
        button_large_text_weight="500",
        button_large_padding="0.5rem 1rem",
    )
