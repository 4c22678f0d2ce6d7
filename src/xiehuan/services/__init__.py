"""Use cases: each is one function that the command line (and later the web) calls."""
