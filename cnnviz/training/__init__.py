"""Training: runs on disk, the learning itself, trained weights, cost, the queue."""
