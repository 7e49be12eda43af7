"""Charts of the suite (tests/fixtures/suite): invented data, and one module a library."""
