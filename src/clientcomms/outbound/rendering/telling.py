"""A letter that cannot leave as it is: its manager hears of it at once, with the reason and the way on."""

from __future__ import annotations

from datetime import datetime

from clientcomms.domain.flow import NewOccasion, Plan, member_audience
from clientcomms.domain.reasons import Reason
from clientcomms.letters.registry import LETTERS
from clientcomms.store import occasions, state
from clientcomms.store.engine import Tx


def tell_of_hold(tx: Tx, plan: Plan, why: Reason, now: datetime) -> None:
    """Ask for a short letter to the manager of a held client letter; once for each reason."""
    project = state.project_by_code(tx, plan.project_code or "")
    spec = LETTERS.get(plan.kind)
    if plan.client is None or project is None or spec is None:
        return
    if state.member_with_address(tx, project.manager) is None:
        return
    readers = ", ".join(plan.to)
    notice = NewOccasion(
        kind="escalation_notice",
        key=f"held:{plan.id}:{why.rule}",
        audience=member_audience(project.manager),
        wanted_at=now,
        project_code=project.code,
        matter={
            "title_zh": f"{spec.name_zh}先没有发，要您看一下",
            "title_en": f"{spec.name_en}: held until you have had a look",
            "body_zh": f"收件人：{readers}\n原因：{why.text_zh}\n"
            "改好台账再导入一次，会重新起草；不用发了，就在控制台里取消。",
            "body_en": f"To: {readers}\nWhy: {why.text_en}\n"
            "Mend the project book and import it again, and it is drafted anew; if it need not "
            "leave, cancel it in the console.",
        },
        asked_by="rendering",
    )
    occasions.add_occasions(tx, [notice], now)
