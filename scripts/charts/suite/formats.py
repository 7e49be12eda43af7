"""How charts print numbers, said once for every library."""

import dataclasses


def grouped(value: float, decimals: int | None, mark: str) -> str:
    if decimals is None:
        decimals = 0 if float(value).is_integer() else len(f"{value:.6f}".rstrip("0").split(".")[1])
    return f"{value:,.{decimals}f}".replace(",", mark).replace("-", "−" if mark == "\u2009" else "-")


def comma_decimal(value: float) -> str:
    return f"{round(value, 6):g}".replace(".", ",")


@dataclasses.dataclass(frozen=True)
class Format:
    """One way to print numbers: a Python function, d3-format, JavaScript, Excel, R and gnuplot."""

    python: object
    d3: str
    javascript: str
    excel: str
    r: str
    gnuplot: str = "%g"


JS = "v=>"
FORMATS = {
    "plain": Format(lambda v: f"{round(v, 6):g}" if abs(v) < 1e5 else f"{v:.0f}", "", JS + "String(v)", "General",
                    "function(v) format(v, trim=TRUE, scientific=FALSE, drop0trailing=TRUE)"),
    "comma": Format(lambda v: grouped(v, None, ","), ",", JS + "v.toLocaleString('en-US')", "#,##0",
                    "function(v) format(v, big.mark=',', trim=TRUE, scientific=FALSE, drop0trailing=TRUE)", "%'.0f"),
    "space": Format(lambda v: grouped(v, None, " "), ",", JS + "v.toLocaleString('en-US').replaceAll(',',' ')", "# ##0",
                    "function(v) format(v, big.mark=' ', trim=TRUE, scientific=FALSE, drop0trailing=TRUE)"),
    "point": Format(lambda v: grouped(v, None, "."), ",", JS + "v.toLocaleString('de-DE')", "#,##0",
                    "function(v) format(v, big.mark='.', decimal.mark=',', trim=TRUE, scientific=FALSE)"),
    "decimal_comma": Format(comma_decimal, "", JS + "String(v).replace('.',',')", "0.0",
                            "function(v) format(v, decimal.mark=',', trim=TRUE)"),
    "one": Format(lambda v: f"{v:.1f}", ".1f", JS + "v.toFixed(1)", "0.0", "function(v) sprintf('%.1f', v)", "%.1f"),
    "pct": Format(lambda v: f"{round(v, 6):g}%", "", JS + "+v.toFixed(6)+'%'", '0"%"', "function(v) paste0(v, '%')", "%g%%"),
    "pct1": Format(lambda v: f"{v:.1f}%", ".1f", JS + "v.toFixed(1)+'%'", '0.0"%"', "function(v) sprintf('%.1f%%', v)", "%.1f%%"),
    "pct_space": Format(lambda v: f"{comma_decimal(v)} %", "", JS + "String(+v.toFixed(6)).replace('.',',')+' %'",
                        '0.0" %"', "function(v) paste(format(v, decimal.mark=',', trim=TRUE), '%')", "%g %%"),
    "k": Format(lambda v: f"{v / 1e3:g}k" if v else "0", "~s", JS + "v?v/1e3+'k':'0'", '0,"k"',
                "function(v) ifelse(v == 0, '0', paste0(v / 1e3, 'k'))"),
    "K": Format(lambda v: f"{v / 1e3:g}K", "~s", JS + "v/1e3+'K'", '0,"K"', "function(v) paste0(v / 1e3, 'K')"),
    "M": Format(lambda v: f"{v / 1e6:g}M" if v else "0", "~s", JS + "v?v/1e6+'M':'0'", '0.0,,"M"',
                "function(v) ifelse(v == 0, '0', paste0(v / 1e6, 'M'))"),
    "bn": Format(lambda v: f"{v / 1e9:g}bn" if v else "0", "~s", JS + "v?v/1e9+'bn':'0'", '0.0,,,"bn"',
                 "function(v) paste0(v / 1e9, 'bn')"),
    "usd": Format(lambda v: ("-" if v < 0 else "") + "$" + grouped(abs(v), None, ","), "$,", JS + "'$'+v.toLocaleString('en-US')",
                  "$#,##0", "function(v) paste0(ifelse(v < 0, '-', ''), '$', format(abs(v), big.mark=',', trim=TRUE, scientific=FALSE))", "$%'.0f"),
    "usdM": Format(lambda v: f"${v / 1e6:g}M", "$~s", JS + "'$'+v/1e6+'M'", '$0.0,,"M"', "function(v) paste0('$', v / 1e6, 'M')"),
    "usdk": Format(lambda v: f"${v / 1e3:g}k", "$~s", JS + "'$'+v/1e3+'k'", '$0,"k"', "function(v) paste0('$', v / 1e3, 'k')"),
    "eur": Format(lambda v: grouped(v, None, ".") + " €", ",", JS + "v.toLocaleString('de-DE')+' €'", '#,##0 "€"',
                  "function(v) paste(format(v, big.mark='.', decimal.mark=',', trim=TRUE), '€')"),
    "eur_front": Format(lambda v: "€" + grouped(v, None, ","), ",", JS + "'€'+v.toLocaleString('en-US')", '"€"#,##0',
                        "function(v) paste0('€', format(v, big.mark=',', trim=TRUE))"),
    "gbp": Format(lambda v: "£" + grouped(v, None, ","), ",", JS + "'£'+v.toLocaleString('en-US')", '"£"#,##0',
                  "function(v) paste0('£', format(v, big.mark=',', trim=TRUE))"),
    "degree": Format(lambda v: f"{round(v, 6):g}°C", "", JS + "v+'°C'", '0"°C"', "function(v) paste0(v, '°C')"),
}  # fmt: skip
