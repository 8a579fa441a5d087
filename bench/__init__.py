"""性能测量: figures and ratios measured side by side in one run; never a timed assertion."""
