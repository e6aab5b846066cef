"""Class names written out as `style` attributes when a template is loaded.

Mail programs drop style sheets, so each element must carry its own. Doing that to the template, once,
costs a message nothing (css-inline takes 0.3 ms for each) and cannot disturb tables or
conditional comments, because nothing but literal `class="…"` attributes is touched. The class
stays, so that `@media` rules for phones and dark mode still find the element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"--([\w-]+):\s*([^;]+);")
_CLASS = re.compile(r'\bclass="([\w\- ]+)"')


def declarations(css: str) -> Mapping[str, str]:
    """The declarations of each `.class` rule of a sheet; `var(--name)` of `:root` replaced.

    A variable with a second one named `…-mourning` becomes a Jinja expression that chooses between the two.
    """
    plain = _COMMENT.sub("", css)
    variables = dict(_VARIABLE.findall(plain))
    found = {name: " ".join(body.split()).rstrip(";") for name, body in _RULE.findall(plain)}
    return {name: _resolved(body, variables) for name, body in found.items()}


def _resolved(body: str, variables: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        name = match[1]
        grey = variables.get(f"{name}-mourning")
        if grey is None:
            return variables[name]
        return f"{{{{ '{grey}' if frame.mourning else '{variables[name]}' }}}}"

    return re.sub(r"var\(--([\w-]+)\)", value, body)


def written_out(source: str, sheet: Mapping[str, str]) -> str:
    """The template with the declarations of its literal classes as `style` attributes."""

    def styled(match: re.Match[str]) -> str:
        names = match[1].split()
        style = ";".join(sheet[name] for name in names if name in sheet)
        return f'{match[0]} style="{style}"' if style else match[0]

    return _CLASS.sub(styled, source)
