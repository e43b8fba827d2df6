"""Kernels applied to pictures, and sliding windows step by step."""
