"""A second opinion from any service that speaks OpenAI's chat completions."""

from __future__ import annotations

from clientcomms.providers.openai_compatible.adviser import ChatAdviser
from clientcomms.providers.openai_compatible.posting import Endpoint

__all__ = ["ChatAdviser", "Endpoint"]
