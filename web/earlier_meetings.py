"""Tell an earlier meeting: it is called, opened, run and closed in its own time, as far as the file knows it."""
