"""`python -m xiehuan`."""

from xiehuan.cli import main

main()
