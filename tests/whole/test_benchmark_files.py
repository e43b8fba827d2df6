"""The benchmark of uploads sends the hostile files that the tests have."""

from benchmarks import hostile_files


def test_the_benchmark_makes_every_hostile_file_that_fits_its_network() -> None:
    assert len(hostile_files.listed_networks()) > 20
    assert len(hostile_files.listed_pictures()) > 20
