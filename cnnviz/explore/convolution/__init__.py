"""Kernels slid over pictures, and windows followed step by step."""
