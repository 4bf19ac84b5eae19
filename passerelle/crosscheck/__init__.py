"""Two versions of a story: sentences aligned, facts compared."""
