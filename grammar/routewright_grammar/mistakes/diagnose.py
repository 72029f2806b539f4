"""From a failed parse to one finding: what a detector knows, else the plain words."""

from collections.abc import Callable

from routewright_grammar.codes import Fault, syntax_fault
from routewright_grammar.diagnostic import Diagnostic, Edit, Fix, FixSafety, Label
from routewright_grammar.draft import Draft
from routewright_grammar.mistakes import comparisons, decisions, figures, layout, names, words
from routewright_grammar.mistakes.expected import unexpected
from routewright_grammar.mistakes.situation import Mistake, Situation

Detector = Callable[[Situation], Mistake | None]

DEED_WIDTH = 40  # characters of what a fix writes that stand in its title
DETECTORS: tuple[Detector, ...] = (
    *layout.EARLY_DETECTORS,
    *figures.DETECTORS,
    *comparisons.DETECTORS,
    *names.DETECTORS,
    *decisions.DETECTORS,
    *words.DETECTORS,
    *comparisons.LATE_DETECTORS,
    *layout.DETECTORS,
)


def diagnose(at: Situation) -> Mistake:
    """Return what is wrong at a failure."""
    for detector in DETECTORS:
        mistake = detector(at)
        if mistake is not None:
            return mistake
    start = min(at.position, len(at.text))
    end = max(start, at.found.end if at.found.text else start)
    return Mistake(Fault.SYNTAX_ERROR, unexpected(at), start, end, is_sure=False)


def as_diagnostic(draft: Draft, mistake: Mistake) -> Diagnostic:
    """Turn a finding about a draft into a diagnostic about the file."""
    edits = tuple(
        Edit(draft.span(repair.start, repair.end), repair.text) for repair in mistake.repairs
    )
    fix = Fix(_deed(draft, mistake), FixSafety.SAFE, edits)
    return syntax_fault(
        mistake.fault,
        mistake.message,
        draft.span(mistake.start, mistake.end),
        advice=mistake.help,
        related=tuple(Label(draft.span(start, end), text) for start, end, text in mistake.related),
        fixes=(fix,) if edits and mistake.is_sure else (),
    )


def _deed(draft: Draft, mistake: Mistake) -> str:
    """Return what the repairs do, in a few words; the help where they are several or long."""
    if len(mistake.repairs) != 1:
        return mistake.help or mistake.message
    repair = mistake.repairs[0]
    was, now = draft.text[repair.start : repair.end].strip(), repair.text.strip()
    if max(len(was), len(now)) > DEED_WIDTH or "\n" in was + now or not was + now:
        return mistake.help or mistake.message
    if not now:
        return f"delete `{was}`"
    return f"write `{now}` for `{was}`" if was else f"insert `{now}`"
