"""`python -m passerelle`: the command line."""

from passerelle.cli.main import main

if __name__ == "__main__":
    main()
