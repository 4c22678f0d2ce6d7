"""`python -m xiehuan`."""

from xiehuan.cli import main

if __name__ == "__main__":  # a child process that reads a file imports this module too
    main()
