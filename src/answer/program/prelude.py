# What every program finds, beside `table` and `title`.
class _Hidden:  # A cell that must not be used: whatever is done with it fails.
    def __eq__(self, other):
        raise ValueError("hidden")
    def __hash__(self):
        raise ValueError("hidden")
    def __repr__(self):
        raise ValueError("hidden")
    def __str__(self):
        raise ValueError("hidden")

def mean(values):
    values = list(values)
    return sum(values) / len(values)

def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2

for _row, _column in _hidden:
    table[_row][_column] = _Hidden()
    if columns is not None:
        columns[_column][_row] = table[_row][_column]
