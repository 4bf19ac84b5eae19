"""The page as a hosted Space: `python app.py` or `gradio app.py`."""

from passerelle.page.launch import hosted

demo = hosted()

if __name__ == "__main__":
    demo.launch()
