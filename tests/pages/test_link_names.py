"""Each name in the address means one thing on all pages: no link sets a field of another kind on another page."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.pages.pages import ROOT

MEANINGS = {
    "afterwards": "what happens to a pixel after a kernel",
    "aim": "what patterns are grown for",
    "asked": "the example that Home asks about",
    "asked_from": "where the photo that Home asks about comes from",
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
    "gallery": "the example picture",
    "grey": "whether a photo is made grey",
    "image": "number of a test picture",
    "image_beside": "number of the test picture shown beside another",
    "image_beside_photo": "the photo shown beside another",
    "ink": "whether edges are drawn dark on light",
    "kernels": "classic kernels",
    "ladder": "a ladder of recipes",
    "lang": "the language of the page",
    "large": "the result of a kernel shown large",
    "layer": "the layer of which a channel is shown large",
    "layers": "the part of a deep network that is shown",
    "learned": "number of a learned kernel",
    "matrix": "numbers of a visitor's own kernel",
    "method": "the attribution method whose heat map is large",
    "methods": "attribution methods",
    "mix": "an objective of patterns, as text",
    "network": "a network of the kind that a recipe trains",
    "noise": "seed of the noise that patterns are grown from",
    "normalise": "whether a visitor's own kernel is normalised",
    "offset": "what is added to the results of a visitor's own kernel",
    "others": "networks that stand side by side with a run",
    "own": "whether a visitor's own kernel is used",
    "part": "the part of the page Kernels",
    "pattern_classes": "classes that patterns are grown for",
    "pattern_layer": "the layer whose filters patterns are grown for",
    "photo_from": "where the photo for kernels and dreams comes from",
    "picture": "where the picture that is looked at comes from",
    "r": "a shared run, by its short link",
    "recipe": "a recipe",
    "run": "a run",
    "run_beside": "the run whose activations are shown beside another's",
    "runs": "the runs that are compared",
    "scale": "what each number of a visitor's own kernel is multiplied with",
    "search": "a search for the layers to freeze",
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
    "term": "words that are looked up in the glossary",
    "tensor": "the tensor whose memory is shown",
    "true_class": "the true class of a cell of a confusion matrix",
    "taken_for": "the predicted class of a cell of a confusion matrix",
    "try_way": "where a new photo to try comes from",
    "type": "the number type of a tensor",
    "why_opacity": "opacity of heat maps",
}
SEVERAL_FIELDS = {"gallery", "image", "recipe", "run"}
"""Names of one kind of thing, which more than one module reads."""
MECHANISM = {"cnnviz/ui/parts/fields.py", "cnnviz/ui/parts/linked.py"}
"""Modules that read and write any name."""
COMPUTED = {
    "classify_from",
    "asked_from",
    "photo_from",
    "picture",
    "taken_for",
    "true_class",
    "try_way",
}
"""Names that are put together, of a loop, or attributes of an object, so that they are not found beside a field."""
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_read(node: ast.AST) -> ast.expr | None:
    """Return the name that a call, or a subscript, reads from the address or writes there; None if it does neither."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("query_params"):
        return node.slice
    if not isinstance(node, ast.Call):
        return None
    function, settings = ast.unparse(node.func), {each.arg: each.value for each in node.keywords}
    if "bind" in settings:
        return settings["key"]
    if function.startswith(("linked.", "player.")):
        return settings.get("name")
    if function == "Choice":
        return settings.get("name") or node.args[1]
    return node.args[0] if "query_params." in function else None


def argument(call: ast.Call, function: Function, name: str) -> ast.expr | None:
    """Return what a call gives a function for that parameter; its default where it gives nothing."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    parameters = [each.arg for each in function.args.args]
    place = parameters.index(name)
    if place < len(call.args):
        return call.args[place]
    defaults = function.args.defaults
    return defaults[place - len(parameters)] if place >= len(parameters) - len(defaults) else None


def modules_by_name() -> dict[str, set[str]]:
    """Return the modules whose fields have each name; where the name is a parameter, those that give it a value."""
    files = [*(ROOT / "cnnviz/ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    names = {file.relative_to(ROOT).as_posix(): file for file in files}
    trees = {name: ast.parse(names[name].read_text(encoding="utf-8")) for name in names.keys() - MECHANISM}
    calls = [(file, node) for file, tree in trees.items() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    modules = defaultdict(set)
    for file, tree in trees.items():
        read = {id(node): name for node in ast.walk(tree) if (name := name_read(node)) is not None}
        known = constants(tree)
        for name in read.values():
            if isinstance(name, ast.Constant) or ast.unparse(name) in known:
                modules[name.value if isinstance(name, ast.Constant) else known[ast.unparse(name)]].add(file)
        for function, parameter in parameters_read(tree, read):
            own = [(file, ast.Call(ast.Name(function.name), [], []))]  # For its default.
            for caller, call in own + calls:
                if ast.unparse(call.func).split(".")[-1] == function.name:
                    value = argument(call, function, parameter)
                    if isinstance(value, ast.Constant):
                        modules[value.value].add(caller)
    return dict(modules)


def constants(tree: ast.Module) -> dict[str, str]:
    """Return the constants of a module by name."""
    return {
        ast.unparse(node.targets[0]): node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def parameters_read(tree: ast.Module, read: dict[int, ast.expr]) -> Iterator[tuple[Function, str]]:
    """Give each function whose parameter is the name of a field, and the parameter."""
    for function in ast.walk(tree):
        if isinstance(function, Function):
            parameters = {each.arg for each in function.args.args}
            used = [read[id(node)] for node in ast.walk(function) if id(node) in read]
            yield from ((function, name) for name in {ast.unparse(each) for each in used} & parameters)


def test_every_name_in_the_address_is_described() -> None:
    assert set(modules_by_name()) == set(MEANINGS) - COMPUTED


def test_no_two_fields_share_a_name() -> None:
    shared = {name: modules for name, modules in modules_by_name().items() if len(modules) > 1}
    assert set(shared) <= SEVERAL_FIELDS, shared


def test_no_two_names_mean_the_same() -> None:
    assert len(set(MEANINGS.values())) == len(MEANINGS)
