"""Plugs the optional second opinion between the process that reads and the store."""

from __future__ import annotations

from clientcomms.domain.triage.lexicon import lexicon
from clientcomms.inbound.advising import AdvisedReader, Reader
from clientcomms.settings import Settings


def reader_of(process: Reader, settings: Settings) -> Reader:
    """Return `process` itself, or with an adviser where one is configured."""
    advice = settings.advice
    if not advice.url:
        return process
    from clientcomms.providers.openai_compatible import ChatAdviser, Endpoint

    endpoint = Endpoint(
        advice.url,
        advice.key().get_secret_value(),
        advice.time_out_seconds,
        settings.resolve(advice.ca_file) if advice.ca_file else None,
    )
    return AdvisedReader(
        process,
        ChatAdviser(endpoint, advice.model),
        lambda kind: lexicon().is_letter(kind, "sign_off"),
        run_seconds=advice.run_seconds,
    )
