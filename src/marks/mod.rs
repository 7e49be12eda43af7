//! The built-in reader: text, axes, marks, assembly.
