"""Is a search that cannot be made refused in one sentence?"""

import pytest

from tests.cli.test_cli import Said, cnnviz


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tiny"], "tiny has no pretrained layers to freeze"),
        ([], "Name the recipe whose frozen layers are searched"),
        (["--resume"], "There is no search to go on with"),
        (["--resume", "--name", "mine"], "There is no search 'mine'"),
        (["flowers_mobilenet", "--trials", "0"], "'0' is not a whole number above 0"),
    ],
)
def test_a_search_that_cannot_be_is_refused_in_one_sentence(arguments: list[str], sentence: str, capsys: Said) -> None:
    assert cnnviz("search-freeze", *arguments) == 2
    printed = capsys.readouterr().err
    assert sentence in printed
    assert printed.count("\n") == 1
