"""Jinja for the shipped letters: the same language, with less asked anew at every call.

A report calls its macros and filters a hundred times and more. Jinja asks at each call whether the
thing called wants the context, and whether the environment is asynchronous; of a macro and of an
environment of ours both are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from typing_extensions import override


class BriskContext(Context):
    """A context that calls a macro without asking what it wants."""

    @override
    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something from a template; see `jinja2.runtime.Context.call`."""
        if type(obj) is not Macro:
            return super().call(obj, *args, **kwargs)
        # What a macro sees of a loop was bound when it was made.
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(self.eval_ctx, *args, **kwargs)


MODULES = "\0modules"
"""Where the names of a letter keep what its parts have imported; no template can write this name."""


class BriskTemplate(Template):
    """A template that is imported once for all parts of a letter which see the same names."""

    @override
    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # Jinja's own name
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # Jinja's own name
    ) -> TemplateModule:
        """Import the template; see `jinja2.Template.make_module`."""
        made: dict[object, TemplateModule] | None = (vars or {}).get(MODULES)
        if vars is None or made is None or locals:
            return super().make_module(vars, shared, locals)
        key = (self.name, frozenset(vars))
        if key not in made:
            made[key] = super().make_module(vars, shared, locals)
        return made[key]


class BriskEnvironment(Environment):
    """An environment that is never asynchronous; for trusted templates."""

    context_class = BriskContext
    template_class = BriskTemplate

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # handed on to Jinja
        super().__init__(*args, **kwargs)
        for name, one in self.filters.items():
            if getattr(one, "jinja_async_variant", False):
                self.filters[name] = one.__wrapped__
