"""Names of data sets and classes are made plain, and each one that cannot be is refused with its reason."""

import pytest

from cnnviz.datasets import DataError
from cnnviz.datasets.personal import names


def test_a_name_is_on_one_line_and_no_longer_than_the_limit() -> None:
    assert names.plain("  a\nb\t\x00 ") == "a b"
    assert names.plain("x" * 99) == "x" * names.LONGEST_NAME


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["cat", " "], "A class needs a name"),
        (["x" * 61], "is too long for a name: 60 characters are the most."),
        (["cat", "Cat", "CAT"], "cat is there 3 times: leave one."),
        ([str(number) for number in range(51)], "51 classes are too many: 50 are the most there can be."),
    ],
    ids=["empty", "long", "taken", "many"],
)
def test_each_fault_of_new_names_has_its_sentence(labels: list[str], message: str) -> None:
    with pytest.raises(DataError) as caught:
        names.require_labels(labels)
    assert message in str(caught.value)
