"""Briefings of many articles."""
