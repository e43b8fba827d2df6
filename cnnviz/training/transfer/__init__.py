"""Networks that start from trained weights: where the weights are, what stays frozen."""
