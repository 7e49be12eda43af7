"""Invented data for charts: names, values, and what the axes are called."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Table:
    """A chart's data and what its axes are called."""

    title: str
    names_title: str
    values_title: str
    names: tuple[str, ...]
    values: tuple[float, ...]

    def rows(self):
        return zip(self.names, self.values, strict=True)


def table(title, names_title, values_title, cells):
    return Table(title, names_title, values_title, tuple(cells), tuple(cells.values()))


RENEWABLES = table(
    "Electricity from renewables, 2023", "Region", "Share of generation (%)",
    {"Northmark": 71, "Eastvale": 46, "Southport": 58, "Westerlund": 33, "Midhaven": 24},
)  # fmt: skip
FRUIT = table(
    "Fruit sold in one week", "Fruit", "Crates",
    {"Apples": 128, "Bananas": 214, "Cherries": 47, "Grapes": 96, "Oranges": 173, "Pears": 61},
)  # fmt: skip
REVENUE = table(
    "Quarterly revenue", "Quarter", "Revenue",
    {"Q1 2022": 1900000, "Q2 2022": 2400000, "Q3 2022": 2200000, "Q4 2022": 3100000,
     "Q1 2023": 2800000, "Q2 2023": 3600000},
)  # fmt: skip
VISITORS = table(
    "Visitors by month", "Month", "Visitors",
    {"Jan": 12400, "Feb": 11850, "Mar": 15200, "Apr": 18900, "May": 23150, "Jun": 30400,
     "Jul": 41200, "Aug": 39800, "Sep": 27600, "Oct": 19300, "Nov": 13700, "Dec": 14900},
)  # fmt: skip
CHANGE = table(
    "Change against last year", "Department", "Change (%)",
    {"Sales": 12.5, "Support": -4.2, "Research": 8.1, "Logistics": -9.7, "Finance": 1.6, "Legal": -2.3},
)  # fmt: skip
CITIES = table(
    "Population of five cities", "City", "Inhabitants",
    {"Brimstead": 1250000, "Calloway": 840000, "Dunmere": 2310000, "Elsford": 460000, "Farrow Bay": 1720000},
)  # fmt: skip
LANGUAGES = table(
    "Which language do you use most?", "Language", "Share of answers",
    {"Python": 41.2, "JavaScript": 28.7, "Java": 12.4, "C++": 7.9, "Rust": 5.5, "Other": 4.3},
)  # fmt: skip
DEPARTMENTS = table(
    "Staff by department", "", "Employees",
    {"Customer support": 86, "Research and development": 142, "Human resources": 23,
     "Marketing": 57, "Information technology": 68, "Production": 201},
)  # fmt: skip
YEARS = table(
    "Rainfall at the station", "Year", "Rainfall in mm",
    {"2014": 612, "2015": 548, "2016": 701, "2017": 655, "2018": 430, "2019": 588, "2020": 634, "2021": 720},
)  # fmt: skip
SCORES = table(
    "Mean score", "Team", "Score",
    {"Ash": 3.4, "Birch": 4.1, "Cedar": 2.7, "Elm": 4.6},
)  # fmt: skip
COSTS = table(
    "Cost of one unit", "Material", "Cost in euro",
    {"Steel": 0.84, "Copper": 6.35, "Glass": 1.12, "Rubber": 2.48, "Nylon": 3.07},
)  # fmt: skip
TRAFFIC = table(
    "Requests by server", "Server", "Requests",
    {"alpha": 18200, "beta": 9400, "gamma": 26100, "delta": 14800, "epsilon": 4300, "zeta": 21700, "eta": 11900},
)  # fmt: skip
TIMES = table(
    "Build time", "Stage", "Seconds",
    {"parse": 3.2, "check": 18.5, "optimise": 41.3, "link": 9.6},
)  # fmt: skip
BALANCE = table(
    "Trade balance", "Country", "Billion",
    {"Arland": -18, "Borovia": 24, "Cassia": 7, "Dorne": -31, "Elyria": 42},
)  # fmt: skip
