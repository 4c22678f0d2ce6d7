"""Makes the example case folders under examples/ : invented people, lenders and amounts in real file formats."""
