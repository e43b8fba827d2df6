"""Each name in the address means one thing on all pages: no link sets a field of another kind on another page."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.pages.pages import ROOT

MEANINGS = {
    "afterwards": "what happens to a pixel after a kernel",
    "aim": "what patterns are grown for",
    "augment": "whether a network's augmentation is shown",
    "axis": "what the curves of runs run along",
    "before": "whether patterns aim before the ReLU",
    "beside": "what activations are shown beside",
    "border": "what a kernel finds around a picture",
    "brightness": "the scale of brightness of channels",
    "chain": "whether kernels are applied one after another",
    "channel": "the channel shown large",
    "class": "the class that heat maps argue for",
    "classify_from": "where the pictures to classify come from",
    "curves": "which curves of runs are compared",
    "dataset": "a data set",
    "dream_channel": "the channel that dreams",
    "dream_layer": "the layer that dreams",
    "dream_sizes": "at how many sizes a photo is dreamt in",
    "dream_steps": "steps of a dream at each size",
    "dream_strength": "grey levels that pixels move in a step of a dream",
    "example": "an example of the page Step by step",
    "film_epoch": "the epoch of a film",
    "film_layer": "the layer whose channels a film shows",
    "film_sought": "whether a film shows patterns",
    "film_tested": "whether a film shows a confusion matrix",
    "filters": "numbers of filters that patterns are grown for",
    "format": "the file format of a chart",
    "gallery": "a photo that comes with the app, for kernels and dreams",
    "grey": "whether a photo is made grey",
    "image": "number of a test picture",
    "image_beside": "number of the test picture shown beside another",
    "image_beside_photo": "the photo shown beside another",
    "image_photo": "a photo that comes with the app, for a network of photos",
    "ink": "whether edges are drawn dark on light",
    "kernels": "classic kernels",
    "ladder": "a ladder of recipes",
    "large": "the result of a kernel shown large",
    "layer": "the layer of which a channel is shown large",
    "layers": "the part of a deep network that is shown",
    "learned": "number of a learned kernel",
    "matrix": "numbers of a visitor's own kernel",
    "methods": "attribution methods",
    "mix": "an objective of patterns, as text",
    "noise": "seed of the noise that patterns are grown from",
    "normalise": "whether a visitor's own kernel is normalised",
    "offset": "what is added to the results of a visitor's own kernel",
    "own": "whether a visitor's own kernel is used",
    "part": "the part of the page Kernels",
    "pattern_classes": "classes that patterns are grown for",
    "pattern_layer": "the layer whose filters patterns are grown for",
    "photo_from": "where the photo for kernels and dreams comes from",
    "picture": "where the picture that is looked at comes from",
    "recipe": "a recipe",
    "run": "a run",
    "run_beside": "the run whose activations are shown beside another's",
    "runs": "the runs that are compared",
    "scale": "what each number of a visitor's own kernel is multiplied with",
    "set": "a visitor's own data set",
    "sigma": "how far edges are smoothed",
    "size": "rows and columns of a pattern",
    "smoothing": "how far the curves of runs are smoothed",
    "split": "where the line between before and after lies",
    "step": "the place of the window on the page Step by step",
    "steps": "steps of gradient ascent of a pattern",
    "steps_bias": "the bias, step by step",
    "steps_input": "the numbers of the input, step by step",
    "steps_kernels": "the numbers of the kernels, step by step",
    "steps_kind": "the kind of layer, step by step",
    "steps_output": "the output shown, step by step",
    "steps_padding": "the padding, step by step",
    "steps_stride": "the stride, step by step",
    "steps_turned": "whether the kernel is turned, step by step",
    "steps_window": "the side of the window, step by step",
    "stride": "the stride of kernels",
    "style": "how patterns are grown",
    "tensor": "the tensor whose memory is shown",
    "true_class": "the true class of a cell of a confusion matrix",
    "taken_for": "the predicted class of a cell of a confusion matrix",
    "type": "the number type of a tensor",
    "why_opacity": "opacity of heat maps",
}
SEVERAL_FIELDS = {"recipe", "run"}
"""Names of one kind of thing, which more than one module reads."""
COMPUTED = {"image", "image_beside", "image_beside_photo", "image_photo", "true_class", "taken_for"}
"""Names that are arguments where they are read, so that they are not found in the source."""


def names_in(file: Path) -> Iterator[str]:
    """Return the names that a module reads from the address, or writes there."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        name: ast.expr | None = None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("query_params"):
            name = node.slice
        elif isinstance(node, ast.Call):
            function, settings = ast.unparse(node.func), {each.arg: each.value for each in node.keywords}
            if "bind" in settings:
                name = settings["key"]
            elif function.startswith(("linked.", "player.")):
                name = settings.get("name")
            elif "query_params." in function:
                name = node.args[0]
        if isinstance(name, ast.Constant):
            yield name.value


def modules_by_name() -> dict[str, set[str]]:
    """Return the modules that read each name."""
    modules = defaultdict(set)
    for file in [*(ROOT / "cnnviz/ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for name in names_in(file):
            modules[name].add(file.relative_to(ROOT).as_posix())
    return dict(modules)


def test_every_name_in_the_address_is_described() -> None:
    assert set(modules_by_name()) == set(MEANINGS) - COMPUTED


def test_no_two_fields_share_a_name() -> None:
    shared = {name: modules for name, modules in modules_by_name().items() if len(modules) > 1}
    assert set(shared) <= SEVERAL_FIELDS, shared


def test_no_two_names_mean_the_same() -> None:
    assert len(set(MEANINGS.values())) == len(MEANINGS)
