"""Whatever the bytes of a file, there are findings and no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marsad.catalog import CatalogError, Finding, check, load
from marsad.catalog.drawer import BUNDLED, gather
from marsad.catalog.finding import MOST
from marsad.catalog.form import FILE
from marsad.catalog.reading import DEEPEST, LARGEST, read
from marsad.catalog.review import review
from marsad.catalog.shape import TOP

SAMPLE = (BUNDLED / "x.yaml").read_bytes()
KEYS = """
providers services symptoms categories countries phrases extend names ar en provider category
aliases ambiguous hashtags components depends_on status kind severity msa x meta social slow SA
events begin end zone 2026-05-29T20:00Z 2026-02-30T20:00Z Asia/Riyadh
"""
WORDS = st.sampled_from(KEYS.split())
SCALARS = WORDS | st.text(max_size=8) | st.integers() | st.none() | st.booleans() | st.floats()
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


def told(data: bytes) -> list[Finding]:
    table, findings = read("own.yaml", data)
    FILE.check(table, TOP, findings)
    return findings


@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    assert all(finding.line >= 0 and finding.remedy for finding in told(data))


@given(st.text(max_size=300))
def test_random_text(text: str) -> None:
    told(text.encode("utf-8", "surrogatepass"))


@given(st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t", max_size=120))
def test_the_marks_of_yaml_in_any_order(text: str) -> None:
    told(text.encode())


@given(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.binary(max_size=8))
def test_a_good_file_with_a_piece_replaced(at: int, length: int, piece: bytes) -> None:
    told(SAMPLE[:at] + piece + SAMPLE[at + length :])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tree=st.dictionaries(WORDS, TREES, max_size=5), more=st.dictionaries(WORDS, TREES))
def test_any_tree_of_known_and_unknown_words(tmp_path: Path, tree: object, more: object) -> None:
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    (tmp_path / "two.yaml").write_text(yaml.safe_dump({"extend": {"services": more}}), "utf-8")
    drawer, findings = gather([tmp_path])
    review(drawer)
    assert all(finding.file.startswith(str(tmp_path)) for finding in findings)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15
)
@given(tree=st.dictionaries(WORDS, TREES, max_size=5))
def test_load_works_just_when_check_finds_nothing(tmp_path: Path, tree: object) -> None:
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), "utf-8")
    findings = check([tmp_path])
    if findings:
        with pytest.raises(CatalogError):
            load([tmp_path])
    else:
        load([tmp_path])


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [lol]\n" + "".join(
        f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]\n"
        for name, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, (finding,) = read("bomb.yaml", bomb.encode())
    assert (finding.line, finding.what) == (1, "'&a' names a value to repeat")


def test_an_alias_is_refused() -> None:
    _, (finding,) = read("own.yaml", b"services:\n  x: *other\n")
    assert (finding.line, finding.what) == (2, "'*other' repeats another value")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(opening: str) -> None:
    _, (finding,) = read("deep.yaml", opening.encode() * 100_000)
    assert finding.line == 1
    assert finding.what == f"nested deeper than {DEEPEST} levels"


def test_a_key_that_is_no_text_is_refused() -> None:
    _, (finding,) = read("own.yaml", b"services:\n  [a, b]: 1\n")
    assert (finding.line, finding.what) == (2, "a key must be a text")


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "huge.yaml").write_bytes(b"#" * (LARGEST + 1))
    (finding,) = check([tmp_path])
    assert (finding.line, finding.what) == (0, "the file is larger than 1 MiB")


def test_a_file_full_of_faults_is_told_in_part_and_at_once(tmp_path: Path) -> None:
    services = "".join(
        f"  s{i}: {{names: {{ar: س{i}, en: s{i}}}, provider: nobody{i}, category: shoop{i}}}\n"
        for i in range(9_000)
    )
    (tmp_path / "own.yaml").write_text("services:\n" + services, "utf-8")
    start = time.process_time()
    findings = check([tmp_path])
    assert time.process_time() - start < 20
    assert len(findings) == MOST + 1
    assert findings[-1].what == f"there are more faults than these {MOST}"


def test_a_long_chain_of_dependencies_is_no_trouble(tmp_path: Path) -> None:
    chain = "".join(
        f"  p{i}: {{names: {{ar: س{i}, en: p{i}}}, depends_on: [p{i + 1}]}}\n" for i in range(5_000)
    )
    end = "  p5000: {names: {ar: س, en: p}}\n"
    (tmp_path / "own.yaml").write_text("providers:\n" + chain + end, "utf-8")
    assert check([tmp_path]) == []
