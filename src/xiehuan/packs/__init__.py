"""The law packs as data; `loader` is the only code."""
