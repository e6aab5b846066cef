"""Class names written out as `style` attributes when a template is loaded.

Mail programs drop style sheets, so each element must carry its own. Doing that to the template, once,
costs a message nothing (css-inline takes 0.3 ms for each) and cannot disturb tables or
conditional comments, because nothing but literal `class="…"` attributes is touched. The class
stays, so that `@media` rules for phones and dark mode still find the element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_VARIABLE = re.compile(r"--([\w-]+):\s*([^;]+);")
_USE = re.compile(r"var\(--([\w-]+)\)")
_CLASS = re.compile(r'\bclass="([\w\- ]+)"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet of single classes, and the variables of its `:root`."""

    variables: Mapping[str, str]
    rules: Mapping[str, str]
    """Declarations by class, with `var(--name)` still in them."""

    def written_out(self, source: str) -> str:
        """The template with the declarations of its literal classes as `style` attributes."""
        resolved = {
            name: _USE.sub(lambda use: self._value(use[1]), body)
            for name, body in self.rules.items()
        }

        def styled(match: re.Match[str]) -> str:
            style = ";".join(resolved[name] for name in match[1].split() if name in resolved)
            return f'{match[0]} style="{style}"' if style else match[0]

        return _CLASS.sub(styled, source)

    def dark(self) -> str:
        """Rules that give every class its colours for the dark, to stand in an `@media` block."""
        classes: dict[tuple[str, str], list[str]] = {}
        for name, body in self.rules.items():
            for declaration in body.split(";"):
                key, _, value = declaration.partition(":")
                use = _USE.search(value)
                if use and f"{use[1]}-dark" in self.variables:
                    where = key.strip().removesuffix("-color")
                    where = where if where == "color" else f"{where}-color"
                    classes.setdefault((where, use[1]), []).append(f".{name}")
        return "\n".join(
            f"{', '.join(names)} {{ {where}: {self._value(variable, '-dark')} !important }}"
            for (where, variable), names in classes.items()
        )

    def _value(self, name: str, shade: str = "") -> str:
        """A variable's value, or a Jinja expression that chooses the grey while a region mourns."""
        plain = self.variables[name + shade]
        grey = self.variables.get(f"{name}-mourning{shade}")
        return plain if grey is None else f"{{{{ '{grey}' if frame.mourning else '{plain}' }}}}"


def sheet(css: str) -> Sheet:
    """The style sheet of a text of CSS: `:root` with variables, and one rule per class."""
    plain = _COMMENT.sub("", css)
    rules = {name: " ".join(body.split()).rstrip(";") for name, body in _RULE.findall(plain)}
    return Sheet({name: value.strip() for name, value in _VARIABLE.findall(plain)}, rules)
