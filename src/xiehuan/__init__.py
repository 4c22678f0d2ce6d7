"""xiehuan (协还): what is owed, what the law allows, what can be paid, what to ask, what proves it."""

__version__ = "0.1.0"
