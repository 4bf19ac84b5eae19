"""Numbers, dates, names and quotations: what must survive, compared across languages."""
