"""The third part of the tuning half, one list a library: odder names, other themes and sizes."""
