"""The steps of a linkage, and what their results say."""

import json
import pickle
from xml.etree import ElementTree

import polars as pl
import pytest
from conftest import SETTINGS, as_rows

import caselink
from caselink import linkage


def test_the_steps_and_the_one_step_doors_agree(table, pair, links):
    prepared = linkage.prepare(table, settings=SETTINGS)
    assert (prepared.mode, len(prepared)) == ("dedupe", 600)
    assert prepared.possible_pairs == 600 * 599 // 2
    model = linkage.train(prepared)
    assert as_rows(linkage.find_links(prepared, model)) == as_rows(links)
    assert model == links.model
    assert as_rows(linkage.dedupe(table, model)) == as_rows(links)
    for mode, door in [("link", linkage.link), ("link_and_dedupe", linkage.link_and_dedupe)]:
        prepared = linkage.prepare(*pair, settings=SETTINGS, mode=mode)
        steps = linkage.find_links(prepared, linkage.train(prepared))
        assert as_rows(door(*pair, SETTINGS)) == as_rows(steps)
        assert as_rows(door(*pair, steps.model)) == as_rows(steps)
    assert linkage.prepare(*pair, settings=SETTINGS).mode == "link"


def test_the_estimate_bounds_what_is_compared(table, links):
    estimate = linkage.estimate_pairs(linkage.prepare(table, settings=SETTINGS))
    assert len(estimate["pairs_by_rule"]) == 3
    assert estimate["pairs"] == sum(estimate["pairs_by_rule"])
    assert len(links) <= links.report["compared_pairs"] <= estimate["pairs"]
    assert estimate["refused"] == links.report["refused_blocks"] == []


def test_links_are_sorted_and_counted_by_their_weight(links):
    rows = as_rows(links)
    weights = [row["match_weight_millibits"] for row in rows]
    assert weights == sorted(weights, reverse=True)
    for floor in (0.01, 0.5, 0.95, 0.999):
        assert links.at_least(floor) == sum(row["match_probability"] >= floor for row in rows)
    assert min(row["match_probability"] for row in rows) >= 0.01


def test_a_higher_floor_keeps_the_same_links_from_there(table, links):
    strict = linkage.dedupe(table, links.model, minimum_probability=0.9)
    assert as_rows(strict) == as_rows(links)[: links.at_least(0.9)]


def test_every_explanation_is_an_exact_sum(links):
    for place, row in list(enumerate(as_rows(links)))[::20]:
        explanation = links.explain_link(place)
        assert {explanation.left, explanation.right} == {row["id_left"], row["id_right"]}
        assert explanation.total_millibits == row["match_weight_millibits"]
        assert explanation.total_millibits == sum(part["weight"] for part in explanation.parts)
        assert explanation.probability == row["match_probability"]
        again = links.explain(row["id_left"], row["id_right"])
        assert again.to_json() == explanation.to_json()


def test_explanations_say_what_they_are(links, table):
    sure = links.explain_link(0)
    assert sure.finding == "likely"
    assert "Not an identification" in sure.notice
    assert sure.parts[0]["kind"] == "prior"
    strangers = links.explain(*unrelated(table))
    assert strangers.finding == "insufficient"
    data = json.loads(sure.to_json())
    assert data["parts"] == sure.parts
    assert (data["total"], data["notice"]) == (sure.total_millibits, sure.notice)


def unrelated(table):
    first = table.row(0, named=True)
    other = table.filter(
        pl.col("surname") != first["surname"], pl.col("entity") != first["entity"]
    ).row(0, named=True)
    return first["id"], other["id"]


def test_values_are_shown_only_when_asked_for(table, links):
    row = as_rows(links)[0]
    record = table.filter(id=row["id_left"]).row(0, named=True)
    hidden = links.explain_link(0)
    shown = links.explain_link(0, show_values=True)
    for value in (record["surname"], record["born"]):
        for text in (hidden.to_json(), hidden.to_html(), hidden.to_svg(), repr(hidden)):
            assert value not in text
        assert value in shown.to_json()
        assert value in shown.to_html()
        assert value not in repr(shown)
    assert all("left" not in part for part in hidden.parts)
    assert record["born"] in {part.get("left") for part in shown.parts}


def test_a_waterfall_is_well_formed_and_needs_no_network(links):
    for explanation in (links.explain_link(0), links.explain_link(0, show_values=True)):
        svg = ElementTree.fromstring(explanation.to_svg())
        assert svg.tag == "{http://www.w3.org/2000/svg}svg"
        html = explanation._repr_html_()
        assert html == explanation.to_html()
        assert explanation.notice.split(".")[0] in html
        for foreign in ("<script", "href=", "src=", "url(", "@import"):
            assert foreign not in html


def test_values_are_escaped():
    nasty = "<script>alert('x')</script>&\""
    table = pl.DataFrame({"id": ["<b>1", "<b>2", "3"], "note": [nasty, nasty, "else"]})
    settings = {
        "id": "id",
        "comparisons": [{"kind": "text", "column": "note"}],
        "blocking": [[{"column": "note"}]],
        "prior": {"kind": "given", "probability": 0.5},
    }
    explanation = linkage.dedupe(table, settings).explain("<b>1", "<b>2", show_values=True)
    assert "<script" not in explanation.to_html()
    assert "<b>1" not in explanation.to_html()
    ElementTree.fromstring(explanation.to_svg())


def test_clusters_are_named_by_their_least_record(table, links):
    clusters = links.clusters()
    rows = as_rows(clusters)
    assert len(clusters) == len(rows) == len(table)
    assert clusters.count == len({row["cluster"] for row in rows})
    members = {}
    for row in rows:
        members.setdefault(row["cluster"], []).append(row["id"])
    assert all(name == min(ids) for name, ids in members.items())
    assert links.clusters(0.999).count >= clusters.count
    assert links.clusters(probability=0.02).count <= clusters.count


def test_evaluation_by_entities_and_by_pairs_agree(table, links):
    truth = table.select("id", "entity")
    entities = links.evaluate(truth)
    pairs = (
        truth.join(truth, on="entity", suffix="_right")
        .filter(pl.col("id") < pl.col("id_right"))
        .select(id_left="id", id_right="id_right")
    )
    assert links.evaluate(pairs) == entities
    assert entities["true_pairs"] == len(pairs)
    at_95 = next(t for t in entities["thresholds"] if t["pairs"]["probability"] == 0.95)["pairs"]
    assert at_95["true_positives"] + at_95["false_positives"] == links.at_least(0.95)
    assert entities["best"]["f1"] >= at_95["f1"] > 0.5


def test_models_travel(table, links):
    model = links.model
    for copy in (
        pickle.loads(pickle.dumps(model)),
        linkage.Model.from_bytes(model.to_bytes()),
        linkage.Model.from_json(model.to_json()),
    ):
        assert copy == model
        assert copy.to_bytes() == model.to_bytes()
        assert as_rows(linkage.dedupe(table, copy)) == as_rows(links)
    other = linkage.dedupe(
        table, SETTINGS | {"prior": {"kind": "given", "probability": 0.01}}
    ).model
    assert other != model
    assert model != "a model"


def test_models_show_what_they_learned(links):
    model = links.model
    assert [c["name"] for c in model.comparisons] == [
        "given_name", "surname", "born", "postcode", "latitude and longitude"
    ]  # fmt: skip
    for comparison in model.comparisons:
        for key in "mu":
            assert sum(level[key] for level in comparison["levels"]) == pytest.approx(1.0)
    assert 0.0 < model.prior_probability < 1.0
    assert model.training["records"] == 600
    assert model.settings["comparisons"][0]["swapped_with"] == "surname"
    html = model._repr_html_()
    # a head, the prior and every level
    assert html.count("<tr>") == 2 + sum(len(c["levels"]) for c in model.comparisons)
    for svg in [model.weights_svg(), model.probabilities_svg()]:
        ElementTree.fromstring(svg)
    assert model.weights_svg() in html
    ElementTree.fromstring(html)


def test_summaries_hold_numbers_and_no_values(table, links):
    prepared = linkage.prepare(table, settings=SETTINGS)
    texts = [repr(prepared), repr(links), repr(links.clusters()), repr(links.model)]
    texts += [links._repr_html_(), links.model._repr_html_(), json.dumps(links.intake)]
    ElementTree.fromstring(f"<div>{links._repr_html_()}</div>")
    assert str(len(links)) in repr(links)
    for column in ("id", "surname", "born", "postcode"):
        # short values may stand in a number or a word by chance
        for value in set(table[column].drop_nulls()):
            if len(value) > 4:
                assert all(value not in text for text in texts)


def test_classes_are_closed():
    for name in linkage.__all__:
        thing = getattr(linkage, name)
        if isinstance(thing, type):
            assert thing.__module__ == "caselink.linkage"
            with pytest.raises(TypeError):
                thing()
    with pytest.raises(AttributeError):
        linkage.Model.from_json.thing = 1


def test_settings_come_back_whole(table):
    prepared = linkage.prepare(table, settings=SETTINGS)
    again = linkage.prepare(table, settings=prepared.settings)
    assert again.settings == prepared.settings
    assert linkage.train(again) == linkage.train(prepared)


def test_a_model_of_other_settings_is_refused(table, links):
    prepared = linkage.prepare(table, settings=SETTINGS | {"blocking": [[{"column": "surname"}]]})
    with pytest.raises(caselink.SettingsError, match="other settings"):
        linkage.find_links(prepared, links.model)


def test_a_model_takes_the_prior_of_other_files(links):
    other = links.model.with_prior(1e-7)
    assert other.prior_probability == 1e-7
    assert other.comparisons == links.model.comparisons
    assert linkage.Model.from_bytes(other.to_bytes()) == other
    for probability in [0, 1, float("nan"), -0.5]:
        with pytest.raises(caselink.SettingsError, match="probability"):
            links.model.with_prior(probability)
