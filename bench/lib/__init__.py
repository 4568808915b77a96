"""The parts of the benchmark: tools and image, candidates, scenarios, the table."""
