"""A very large file is streamed or refused with its size; 2 GB ones are measured by benchmarks/case_folder_memory.py."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "case_folder_memory.py"
_SPEC = importlib.util.spec_from_file_location("case_folder_memory", SCRIPT)
benchmark = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(benchmark)
SIZE = 160 * benchmark.MEGABYTE


@pytest.mark.parametrize(
    "name", ["papers/scan.pdf", "bills/alipay.csv", "messages/mms.xml", "messages/letter.eml"]
)
def test_the_peak_of_a_child_stays_far_below_the_size_of_the_file(name):
    result = benchmark.measured(name, SIZE)
    assert (result["name"], result["bytes"], result["records"]) == (name, SIZE, 1)
    assert result["peak_mb"] < SIZE // benchmark.MEGABYTE // 2
    assert (result["why"] is None) == (result["status"] == "taken")
    if name == "messages/letter.eml":
        assert str(SIZE) in result["why"]
