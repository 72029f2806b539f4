"""AST back to text: the canonical layout, with every comment kept.

Laws, tested: the text parses to the same AST (places aside), and formatting twice is formatting
once. Line breaks between declarations and empty lines are the author's; a body that stood on one
line stays on one line if it fits. Neighbouring one-line declarations of a kind stand in columns. No
line is longer than 100 columns where a list or a condition in it can be broken. A declaration with
a comment where the layout has no line for it is left as it is written, and so is a damaged one.
"""

from routewright_grammar.format.damaged import Formatted, format_source
from routewright_grammar.format.weave import format_file

__all__ = ["Formatted", "format_file", "format_source"]
