"""Any Keras model taken apart: its flat graph, its ending, its features, its gradients."""
