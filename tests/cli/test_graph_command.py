"""Drawings: nothing cut, nothing overlapping, rules in order, fallbacks marked, texts escaped."""

import html
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

import networkx
import pytest

from routewright.compiling import compiled
from routewright.drawn_policy import DrawnPolicy
from routewright.graph_layout import text_width
from routewright_compiler.analysis.network_answers import reached, unreached

SVG = "{http://www.w3.org/2000/svg}"
TEAM = "enterprise_people_of_the_north"
HEAD = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example"
team enterprise_people_of_the_north { ana, ben }  team both { ana, ben }
queue desk "Desk"  calendar office { zone "Europe/Berlin" open mon-fri 09:00-17:00 }
record lead { size: integer  name: text }
require size else assign desk
"""


def big_policy(rules: int) -> str:
    """Return a policy with rules in and outside groups, with and without fallbacks of their own."""
    lines = [HEAD]
    for i in range(rules):
        if i % 10 == 4:
            lines.append(f'group "Group {i} <&>" {{ when size > {i}')
        if i % 10 in (5, 7):
            lines.append(f'unique group "Inner {i}" {{ when size > {i}')
        own = "fallback rotate both fallback assign desk" if i % 3 == 0 else ""
        sla = (
            "sla 2 hours during office at 1 hour notify assignee then reassign"
            if i % 4 == 0
            else ""
        )
        lines.append(
            f'rule "Rule {i} WWWWWW日本 <b>&\\"q\\"" {{ when size = {i} and name contains "<{i}>"'
            f" rotate {TEAM} by weight hold up to 3 hours {own} {sla} }}"
        )
        if i % 10 in (6, 7):
            lines.append("}")
        if i % 10 == 8:
            lines.append("fallback rotate both }" if i % 20 == 8 else "}")
    return "\n".join((*lines, "fallback assign desk", ""))


class Rect(NamedTuple):
    """A rectangle in the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rect") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def _boxes(root: ElementTree.Element) -> list[tuple[str, Rect, list[ElementTree.Element]]]:
    found = []
    for group in root.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        assert rect is not None
        x, y, w, h = (float(rect.get(name, "")) for name in ("x", "y", "width", "height"))
        kind = (rect.get("class") or "").split()[-1]
        found.append((kind, Rect(x, y, x + w, y + h), group.findall(f"{SVG}text")))
    return found


def _text_rect(text: ElementTree.Element) -> Rect:
    size = float(text.get("font-size", ""))
    x, y = float(text.get("x", "")), float(text.get("y", ""))
    width = float(text.get("textLength") or text_width(text.text or "", size))
    return Rect(x, y - size * 0.8, x + width, y + size * 0.25)


@pytest.fixture(scope="module", params=[0, 1, 10, 30, 61])
def picture(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> ElementTree.Element:
    from routewright.main import run

    folder = tmp_path_factory.mktemp("graph")
    (folder / "in.route").write_text(big_policy(request.param))
    assert run(["graph", str(folder / "in.route"), "--output", str(folder / "out.svg")]) == 0
    return ElementTree.parse(folder / "out.svg").getroot()


def test_boxes_do_not_overlap_and_lie_in_the_picture(picture: ElementTree.Element) -> None:
    boxes = [rect for _, rect, _ in _boxes(picture)]
    for one, other in combinations(boxes, 2):
        assert not one.meets(other)
    whole = Rect(0, 0, float(picture.get("width", "")), float(picture.get("height", "")))
    for box in boxes:
        assert whole.left < box.left < box.right < whole.right
        assert whole.top < box.top < box.bottom < whole.bottom


def test_no_text_is_cut(picture: ElementTree.Element) -> None:
    for _, box, texts in _boxes(picture):
        assert texts
        for text in texts:
            rect = _text_rect(text)
            assert box.left < rect.left
            assert rect.right <= box.right
            assert box.top < rect.top
            assert rect.bottom <= box.bottom


def test_labels_of_arrows_touch_no_box_and_no_other_label(picture: ElementTree.Element) -> None:
    labels = [_text_rect(text) for text in picture.findall(f"{SVG}text")]
    for one, other in combinations(labels, 2):
        assert not one.meets(other)
    for label in labels:
        for _, box, _ in _boxes(picture):
            assert not label.meets(box)


def test_arrows_run_through_no_box(picture: ElementTree.Element) -> None:
    boxes = [rect for _, rect, _ in _boxes(picture)]
    for path in picture.findall(f"{SVG}path"):
        points = [tuple(map(float, p.split())) for p in re.split("[ML]", path.get("d", ""))[1:]]
        for (x1, y1), (x2, y2) in pairwise(points):
            segment = Rect(
                min(x1, x2) - 0.1, min(y1, y2) - 0.1, max(x1, x2) + 0.1, max(y1, y2) + 0.1
            )
            for box in boxes:
                inside = Rect(box.left + 0.5, box.top + 0.5, box.right - 0.5, box.bottom - 0.5)
                assert not segment.meets(inside)


def test_rules_stand_in_order_from_top_to_bottom(picture: ElementTree.Element) -> None:
    rules = [(box.top, texts[0].text) for kind, box, texts in _boxes(picture) if kind == "rule"]
    numbers = [int((text or "").split()[1]) for _, text in sorted(rules)]
    assert numbers == list(range(len(numbers)))


def test_fallbacks_are_dashed_and_named(picture: ElementTree.Element) -> None:
    style = picture.find(f"{SVG}style")
    assert style is not None
    assert re.search(r"\.arrow\.fails \{[^}]*stroke-dasharray", style.text or "")
    fails = [p for p in picture.findall(f"{SVG}path") if p.get("class") == "arrow fails"]
    names = [t for t in picture.findall(f"{SVG}text") if t.text == "fallback"]
    assert len(fails) == len(names)
    rules = sum(1 for kind, _, _ in _boxes(picture) if kind == "rule")
    assert len(fails) >= rules


def test_every_format_holds_every_rule_and_escapes(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(big_policy(12))
    found = {
        name: command_line("graph", ".", "--format", name) for name in ("dot", "mermaid", "json")
    }
    assert {result.code for result in found.values()} == {0}
    document = json.loads(found["json"].out)
    ids = {node["id"] for node in document["nodes"]}
    assert all({edge["source"], edge["target"]} <= ids for edge in document["edges"])
    assert sum(node["kind"] == "rule" for node in document["nodes"]) == 12
    assert found["dot"].out.count('<b>&\\"q\\"') == 12
    assert "<b>" not in found["mermaid"].out
    assert found["mermaid"].out.count("==>") == 12 + 1 + 3  # rules, require, groups


def test_what_is_never_come_to_is_not_drawn(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(
        HEAD + 'rule "A" { assign ana fallback rotate both sla 1 hour then reassign }\n'
        "fallback assign desk\n"
    )
    for name in ("svg", "mermaid"):
        found = command_line("graph", ".", "--format", name)
        assert found.code == 0
        assert "assign ana" in found.out
        assert "rotate both" not in found.out
    data = json.loads(command_line("graph", ".", "--format", "json").out)
    assert [n["id"] for n in data["nodes"] if n["kind"] == "attempt" and n["name"] == "A"] == [
        "attempt 1 of rule A"
    ]


PLAIN = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example"  team both { ana, ben }  queue desk "Desk"
record lead { size: integer  name: text  email: email }
require email, name else assign desk
group "Open" {
  rule "Rivals" { when name in ("Acme", "<b>R&D</b>") and size >= 20 suppress "rival" tag "no #1" }
  rule "1. First" { when size < 5 rotate both }
}
fallback assign desk
"""


def _decoded(label: str) -> str:
    """Return a Mermaid label as it is drawn, entities read by an HTML parser."""
    return html.unescape(re.sub(r"#(\d+);", r"&#\1;", re.sub(r"#([a-z]+);", r"&\1;", label)))


def test_mermaid_is_readable_and_draws_the_same_texts(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(PLAIN)
    text = command_line("graph", ".", "--format", "mermaid").out
    labels = re.findall(r'^  n\d+\W+"([^"]*)"', text, re.M)
    boxes = _drawn(tmp_path / "in.route").view.boxes
    wanted = [[box.title, *(line.strip() for line in box.lines)] for box in boxes]
    assert [[_decoded(line) for line in label.split("<br/>")] for label in labels] == wanted
    assert "in (#quot;Acme#quot;, #quot;#lt;b>R#amp;D#lt;/b>#quot;) and size >= 20" in labels[4]
    assert labels[6].startswith("1#46; First<br/>size #lt; 5")
    assert 'tag "no #1"' in wanted[5]


def _drawn(path: Path) -> DrawnPolicy:
    found = compiled(path)
    return DrawnPolicy(found.name, found.policy.graph, found.sources)


@pytest.mark.parametrize("form", ["mermaid", "dot", "svg"])
def test_names_and_requires_stand_once(tmp_path: Path, command_line, form: str) -> None:
    for fields in ("email, name", "email"):
        text = PLAIN.replace("require email, name", f"require {fields}")
        (tmp_path / "in.route").write_text(text)
        found = command_line("graph", ".", "--format", form).out
        assert found.count("group Open") == 1
        assert found.count("assign desk") == 2  # of the require, and the fallback
        assert found.count(fields) == 1
        assert "require email" not in found


def test_a_decision_that_always_succeeds_has_no_fallback(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(PLAIN)
    edges = json.loads(command_line("graph", ".", "--format", "json").out)["edges"]
    (edge,) = [edge for edge in edges if edge["kind"] == "falls back to"]
    assert edge["source"] == "attempt 1 of rule 1. First"
    assert not edge["open"]  # somebody of `both` is always there


def test_graphviz_reads_what_is_written(tmp_path: Path, command_line) -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("graphviz is not installed")
    (tmp_path / "in.route").write_text(big_policy(12))
    text = command_line("graph", ".", "--format", "dot").out
    assert subprocess.run([dot, "-Tplain"], input=text, text=True, check=False).returncode == 0


def test_the_same_policy_is_drawn_by_the_same_bytes(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(big_policy(12))
    assert command_line("graph", ".").out == command_line("graph", "in.route").out


HIDING = """\
rep ana "ana@acme.example"  rep ben "ben@acme.example"  rep cleo "cleo@acme.example"
rep dora "dora@acme.example"
team north { ana }  team south { ben, cleo }  queue desk "Desk"
record lead { size: integer  name: text }
rule "Large" { when size >= 100 rotate north }
rule "Small" { when size < 100 and size >= 0 assign ben }
rule "Middle" { when size >= 50 and size < 200 rotate south }
rule "Huge" { when size > 1000 and name = "Acme" assign ana }
rule "Odd" { when size > 5 and size < 6 suppress "odd" }
rule "Named" { when name is known assign ben }
fallback assign desk
"""


def test_the_json_is_the_graph_of_the_analysis_read_back(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(HIDING)
    found = command_line("graph", ".", "--format", "json")
    document = json.loads(found.out)
    assert document["version"] == 1
    assert document["policy"] == "in.route"
    network = _drawn(tmp_path / "in.route").network
    again = networkx.node_link_graph(document, edges="edges")
    assert isinstance(again, networkx.MultiDiGraph)
    assert list(again.nodes(data=True)) == list(network.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))
    assert again.graph == network.graph == {}
    assert command_line("graph", "in.route", "--format", "json").out == found.out


def test_the_json_says_who_hides_whom_and_shows_a_record(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(HIDING)
    document = json.loads(command_line("graph", ".", "--format", "json").out)
    hides = [edge for edge in document["edges"] if edge["kind"] == "hides"]
    assert {(edge["source"], edge["target"]) for edge in hides} == {
        ("rule Large", "rule Middle"),
        ("rule Small", "rule Middle"),
        ("rule Large", "rule Huge"),
    }
    for edge in hides:
        assert set(edge) == {"source", "target", "key", "kind", "certainty", "witness", "at"}
        explained = command_line("explain", ".", "--record", json.dumps(edge["witness"]))
        assert edge["source"].removeprefix("rule ") in explained.out
    nodes = {node["id"]: node for node in document["nodes"]}
    assert nodes["rule Odd"]["verdict"] == "never"
    assert nodes["rule Middle"]["verdict"] == "hidden"
    assert nodes["rule Named"]["overlaps"] == 1  # `Large`; `Small` has the same outcome
    network = networkx.node_link_graph(document, edges="edges")
    assert unreached(network, "team") == ("south",)
    assert "attempt 1 of rule Middle" not in reached(network)


def test_what_no_record_gets_to_is_marked_in_every_drawing(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(HIDING)
    for name in ("svg", "html", "mermaid", "dot"):
        text = html.unescape(command_line("graph", ".", "--format", name).out)
        assert "hidden by Small and Large" in text or "hidden by Large and Small" in text
        assert text.count("no record meets its condition") == 1
        assert text.count("never reached") == 2  # `south`, and `dora`, who is in no team
        assert "team south" in text
        assert "rep dora" in text
        assert "cleo" not in text
    root = ElementTree.fromstring(command_line("graph", ".").out)
    grey = [
        texts[0].text
        for _, _, texts in _boxes(root)
        if all("grey" in (text.get("class") or "") for text in texts)
    ]
    marked = [
        group.findtext(f"{SVG}text")
        for group in root.iter(f"{SVG}g")
        for rect in group.iter(f"{SVG}rect")
        if "unreached" in (rect.get("class") or "")
    ]
    assert grey == marked == [
        "Middle", "rotate south", "Huge", "assign ana", "Odd", 'suppress "odd"', "team south",
        "rep dora",
    ]  # fmt: skip
    (legend,) = [t for t in root.findall(f"{SVG}text") if t.get("class") == "legend"]
    assert legend.text == "grey, dashed: no record gets here"


def test_a_policy_of_which_all_is_reached_has_no_marks(tmp_path: Path, command_line) -> None:
    (tmp_path / "in.route").write_text(PLAIN)
    for name in ("svg", "mermaid", "dot"):
        text = command_line("graph", ".", "--format", name).out
        assert "no record gets here" not in text
        assert "hidden by" not in text
    view = _drawn(tmp_path / "in.route").view
    assert view.legend == ""
    assert all(box.is_reached for box in view.boxes)


def test_many_idle_teams_stand_in_rows_with_room(tmp_path: Path, command_line) -> None:
    teams = "".join(f"team idle_team_number_{i} {{ ana }}\n" for i in range(25))
    (tmp_path / "in.route").write_text(teams + PLAIN)
    root = ElementTree.fromstring(command_line("graph", ".").out)
    boxes = [rect for _, rect, _ in _boxes(root)]
    assert len(boxes) == 9 + 25
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    assert all(box.left > 0 and box.right < float(root.get("width", "")) for box in boxes)
    assert len({box.top for kind, box, _ in _boxes(root) if kind == "team"}) > 1
    assert float(root.get("width", "")) < 1200
