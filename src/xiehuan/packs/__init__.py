"""The packs as data; `loader` reads the law, `policies` the relief waterfalls."""
