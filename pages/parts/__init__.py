"""What several pages share: the one cache, the inputs bound to the address, the blocks."""
