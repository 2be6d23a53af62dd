"""Speed and memory against other readers, on the same files in the same run: ``python -m benchmarks``.

Machines differ and are noisy, so ratios and medians are printed, never bare records.
"""
