"""Compare two versions of a story: align their sentences and compare their facts."""
