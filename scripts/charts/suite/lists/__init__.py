"""The charts of the suite, one list a library: what is drawn, and how."""
