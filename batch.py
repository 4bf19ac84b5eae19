"""Many articles to a folder of briefings: `python batch.py PATH... --out DIR`."""

from passerelle.cli.batch import main

if __name__ == "__main__":
    main()
