"""The JSON text against the standard library's."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from perfeval_core.json_text import json_text

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(["“≥90%”", 'a\\b"c\n\t', "\u2028\ud83d\ude00"])
)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@given(values)
def test_it_reads_as_the_standard_library_writes_it(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=2)
