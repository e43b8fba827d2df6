"""The choices that pages share: a network, a picture, a layer, a recipe file."""
