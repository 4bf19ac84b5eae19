"""Brief many articles into a folder: `python batch.py PATH... --out DIR`."""

from passerelle.cli.batch import main

if __name__ == "__main__":
    main()
