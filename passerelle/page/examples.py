"""The example articles that the page offers."""

from pathlib import Path

# Labels of the examples by file name, in the order in which they are offered.
EXAMPLES = {
    "navettes-hai-phong.fr.txt": "River buses",
    "mekong-donnees-eau.fr.txt": "Water in the Mekong",
    "cables-sous-marins.fr.txt": "Undersea cables",
}


def examples() -> list[Path]:
    """Return the files of the example articles, in the order in which they are offered.

    They are in the folder `examples`: in the root of a checkout, or next to this file in a wheel.
    """
    here = Path(__file__).resolve()
    installed = here.with_name("examples")
    names = list(EXAMPLES)
    return sorted(
        (installed if installed.is_dir() else here.parents[2] / "examples").glob("*.fr.txt"),
        key=lambda path: names.index(path.name) if path.name in names else len(names),
    )


def example_original(path: Path) -> Path | None:
    """Return the Vietnamese original of an example; None if it has none."""
    original = path.with_name(path.name.replace(".fr.txt", ".vi.html"))
    return original if original.is_file() else None
