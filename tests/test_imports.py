"""The import of Gradio without pandas and type stubs."""

import subprocess
import sys

import pytest

GRADIO = """
import sys
import passerelle.page
import gradio, gradio.component_meta, gradio.caching

def loaded():
    return [name for name in sys.modules if name.partition(".")[0] == "pandas"]

assert loaded() == []
assert gradio.component_meta.create_or_modify_pyi(object, "object", []) is None
assert not any(type(finder).__module__ == "passerelle.page.imports" for finder in sys.meta_path)
table = gradio.caching.pd.DataFrame({"a": [1]})
import pandas
assert type(table) is pandas.DataFrame
gradio.Dataframe(table)
"""
PART = """
import sys
from passerelle.page import imports
finder = imports._SmallImport()
finder._found.add("gradio")
sys.meta_path.insert(0, finder)
import pandas
assert type(pandas).__name__ == "_Deferred"
from pandas.api.types import is_bool
assert is_bool(True)
assert pandas.DataFrame is sys.modules["pandas"].DataFrame
assert type(sys.modules["pandas"]).__name__ == "module"
"""


@pytest.mark.slow
@pytest.mark.parametrize("code", [GRADIO, PART], ids=["gradio", "part of pandas"])
def test_pandas_is_imported_only_when_it_is_used(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
