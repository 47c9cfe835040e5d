"""What people write, kept for good: an append-only, hash-chained ledger and what is made of it.

chain → store → ledger → records → risks, actions; verify reads the chain by itself.
"""
