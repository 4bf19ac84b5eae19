"""The page: `python app.py [--port PORT] [--no-browser]`."""

from passerelle.cli.page import main

if __name__ == "__main__":
    main()
