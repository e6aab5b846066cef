"""Makes the press: typesetting, our own firm and its calendars, for this process and for its helpers."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from clientcomms import resources
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.people import Organisation
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.outbound.rendering import Press
from clientcomms.ports.typesetter import Typesetter
from clientcomms.settings import Settings
from clientcomms.store.letter_facts import Setting


def typesetter_of(settings: Settings) -> Typesetter:
    """Return ours, or the team's own templates over ours."""
    from clientcomms.providers.typesetting.own import OwnTypesetter
    from clientcomms.providers.typesetting.shipped import ShippedTypesetter

    shipped = ShippedTypesetter(resources.templates())
    own = settings.templates
    if own is None:
        return shipped
    return OwnTypesetter(settings.resolve(own), resources.templates(), shipped)


def press_of(
    settings: Settings,
    typesetter: Typesetter,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Press:
    """Return what letters are made with."""
    setting = Setting(organisation_of(settings), calendars_of(settings))
    return Press(typesetter, settings, setting, entropy)


def organisation_of(settings: Settings) -> Organisation:
    """Return our own firm as letters name it."""
    section = settings.organisation
    return Organisation(section.name, section.name_en, section.address, section.website)


def calendars_of(settings: Settings) -> Callable[[str], WorkCalendar]:
    """Return the way to a country's working days, with the configured notices."""

    def calendar(country: str) -> WorkCalendar:
        return calendar_for(country, overrides_from_mapping(settings.holidays))

    return calendar
