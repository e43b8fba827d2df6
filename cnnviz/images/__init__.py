"""Pictures as arrays: decode untrusted files, resize, lay out, encode."""

from cnnviz.images.decode import ENDINGS, FORMATS, LONG_SIDE, MAX_BYTES, MAX_PIXELS, MAX_SIDE, PictureError, read
from cnnviz.images.encode import indexed_png, jpeg, montage, npz, png
from cnnviz.images.resize import enlarge, fit, reduced, steps, stretched

__all__ = [
    "ENDINGS",
    "FORMATS",
    "LONG_SIDE",
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "PictureError",
    "enlarge",
    "fit",
    "indexed_png",
    "jpeg",
    "montage",
    "npz",
    "png",
    "read",
    "reduced",
    "steps",
    "stretched",
]
