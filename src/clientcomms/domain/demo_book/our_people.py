"""Our own firm in the demo, and the people who write its letters."""

from __future__ import annotations

from clientcomms.domain.people import Language, Member, Organisation

ORGANISATION = Organisation(
    name="砚溪数字",
    name_en="Yanxi Digital",
    address="杭州市示例路 8 号",
    website="https://yanxi.example",
)
LIBRARY_MANAGER = "lu.yiming@yanxi.example"
BAKERY_MANAGER = "grace.han@yanxi.example"
PUMPS_MANAGER = "jonas.brandt@yanxi.example"
DIRECTOR = "fang.min@yanxi.example"

MEMBERS: tuple[Member, ...] = (
    Member(
        address=LIBRARY_MANAGER, name="陆一鸣", name_en="Yiming Lu", title="项目经理",
        title_en="Project manager", phone="138-0000-0011（微信同号）", deputy="he.chuan@yanxi.example",
    ),
    Member(
        address=BAKERY_MANAGER, name="韩玥", name_en="Grace Han", title="客户经理",
        title_en="Engagement lead", phone="+1 503 555 0142", deputy="tang.mo@yanxi.example",
        language=Language.EN, zone="America/Los_Angeles",
    ),
    Member(
        address=PUMPS_MANAGER, name="Jonas Brandt", name_en="Jonas Brandt", title="项目经理",
        title_en="Project manager", phone="+49 30 23125 014", deputy=DIRECTOR,
        language=Language.EN, zone="Europe/Berlin",
    ),
    Member(
        address=DIRECTOR, name="方敏", name_en="Min Fang", title="项目总监",
        title_en="Delivery director", phone="138-0000-0001",
    ),
    Member(
        address="he.chuan@yanxi.example", name="何川", name_en="Chuan He", title="后端工程师",
        title_en="Back-end engineer", phone="139-0000-0023",
    ),
    Member(
        address="tang.mo@yanxi.example", name="唐墨", name_en="Mo Tang", title="测试工程师",
        title_en="Test engineer", phone="137-0000-0035",
    ),
)  # fmt: skip
