"""What patterns are made for is shown in words."""

from cnnviz.locale import speaking
from cnnviz.ui.inside.pattern_request import shown_objective


def test_classes_are_shown_by_name_and_mixes_as_they_were_typed() -> None:
    with speaking("es"):
        assert shown_objective("class:7") == "7"
        assert shown_objective("class:cat - class:dog") == "class:cat - class:dog"
        assert shown_objective("conv2:1") == "conv2:1"
