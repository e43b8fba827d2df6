"""Tests of what Home shows."""
