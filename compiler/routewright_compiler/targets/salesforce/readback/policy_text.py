"""The text that says what a configuration does: the policy's record, people and queues, its rules.

The record keeps names and types, of links and multi-selects also the spellings that count as
empty; those of texts and picklists are tests like any other in a configuration. Calendars, reps,
teams and queues are copied word for word.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from routewright_compiler.policy import Policy
from routewright_compiler.targets.salesforce.asked import Condition
from routewright_compiler.targets.salesforce.imported.route_text import quoted
from routewright_compiler.targets.salesforce.readback.saying import NEVER, Sayer
from routewright_grammar import syntax
from routewright_runtime.graph.model import Field
from routewright_runtime.values import TypeName

PATH = "read_back.route"
_KEPT = syntax.Calendar | syntax.Rep | syntax.Team | syntax.Queue | syntax.Zone
ALWAYS = 'not (outside "FALSE" and not outside "FALSE")'


def declarations(policy: Policy) -> dict[str, str]:
    """Return the files of declarations; the first has the record and uses the others."""
    files: dict[str, str] = {}
    for number, file in enumerate(policy.files):
        text = file.source.text
        kept = [
            text[item.span.start : item.span.end]
            for item in file.declarations
            if isinstance(item, _KEPT)
        ]
        files[PATH if number == 0 else f"declarations_{number}.route"] = "\n".join((*kept, ""))
    used = "".join(f'use "{name}"\n' for name in files if name != PATH)
    files[PATH] = f"{used}{_record(policy)}{files[PATH]}"
    return files


def _record(policy: Policy) -> str:
    record, source = next(
        (item, file.source)
        for file in policy.files
        for item in file.declarations
        if isinstance(item, syntax.Record)
    )
    fields = {field.name: field for field in policy.graph.fields}
    lines = [f"record {record.name.text} {{"]
    for item in record.fields:
        field = fields[item.name.text]
        written = " ".join(source.text[item.type.span.start : item.type.span.end].split())
        required = " required" if item.is_required else ""
        lines.append(f"  {item.name.text}: {written}{required}{_blank(field)}")
    return "\n".join((*lines, "}", ""))


def _blank(field: Field) -> str:
    """Return the spellings that count as empty where no text field holds them: links and lists."""
    if field.type.name not in (TypeName.USER, TypeName.CHOICES):
        return ""
    listed = ", ".join(quoted(text) for text in field.blanks)
    return f" blank {listed}" if listed else ""


def score_texts(
    scores: Mapping[str, tuple[tuple[Decimal, Condition], ...]], sayer: Sayer
) -> Iterable[str]:
    """Yield the declarations of the scores that formula fields work out."""
    for key, points in scores.items():
        lines = [f"score {sayer.scores[key]} {{"]
        for number, condition in points:
            said = sayer.text(condition)
            if said != NEVER:
                lines.append(f"  {number.normalize():f} when {said or ALWAYS}")
        yield "\n".join((*lines, "}"))
