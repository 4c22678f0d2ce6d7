"""What to ask next: outcomes priced to the fen, a hard mask of what can be paid, the base agent, and simulated desks to measure on."""
