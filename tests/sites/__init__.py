"""Four invented municipal websites that the demo, the tests and the benchmarks audit."""
