"""Licences of the dependencies, from the metadata of the installed packages."""

import pytest

from bench.licences import PackageLicence, licences, main


def test_every_dependency_has_a_compatible_licence(capsys: pytest.CaptureFixture[str]) -> None:
    found = {package.name: package for package in licences()}
    assert {"gradio", "torch", "tld", "numpy", "pyyaml"} <= found.keys()
    assert found["gradio"].licence == "Apache-2.0"
    assert [package for package in found.values() if package.licence == "not stated"] == []
    assert main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(found)


@pytest.mark.parametrize(
    ("licence", "binding"),
    [
        *(("MIT", False), ("LGPL-3.0-or-later", False), ("GPL-3.0-only", True), ("AGPL-3.0-only", True)),
        *(("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later", False), ("MIT AND GPL-2.0-only", True)),
        *(("GNU General Public License v3 (GPLv3)", True), ("Proprietary", True)),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
    ],
)
def test_a_copyleft_licence_is_reported(licence: str, binding: bool) -> None:
    assert PackageLicence("a", "1", licence).is_binding == binding
