"""The charts of the measuring half, one list a library."""
