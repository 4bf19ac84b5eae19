"""Brief many articles."""
