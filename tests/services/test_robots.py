"""Robots of chat groups: their web hooks stay secret, their groups hear once, their platforms answer."""

import base64
import hashlib
import hmac
import json
import logging
import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot
from sqlmodel import select

from domain import robots as kinds
from domain.access import SYSTEM
from domain.errors import BadInput, Conflict, Forbidden, NotFound, RuleBroken
from domain.vocabulary import RobotKind
from models import Account, AuditRow, OutboxMessage, Robot
from services import clock, outbox, reminders, robots
from services.channels import robot
from services.database import reading, unit_of_work
from services.outbox import DeliveryCounts
from services.reminders import robot_notes
from services.robots import RobotDraft
from services.settings import settings
from tests import factories_sweep as made
from tests.factories import TODAY
from tests.factories_sweep import District

D = date.fromisoformat
NINE = datetime(2026, 9, 1, 9, tzinfo=clock.ZONE)
HOOKS = {
    RobotKind.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=ab12cd34ef56",
    RobotKind.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
    RobotKind.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/0fbc-99aa",
}
OK = {RobotKind.DINGTALK: {"errcode": 0}, RobotKind.WECOM: {"errcode": 0}, RobotKind.FEISHU: {"code": 0}}


class Platform:
    """A real HTTP server that stands where the three web hooks are."""

    def __init__(self) -> None:
        self.bodies: list[tuple[str, dict]] = []
        self.answer: tuple[int, dict] = (200, {"errcode": 0, "code": 0})
        platform = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                platform.bodies.append((self.path, body))
                status, said = platform.answer
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def texts(self) -> list[str]:
        return [body.get("text", body)["content"] for _, body in self.bodies]


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """Only the host of each web hook is another."""
    running = Platform()
    for plugin in (NotifyDingTalk, NotifyWeComBot, NotifyFeishu):
        path = plugin.notify_url.split("/", 3)[3]
        monkeypatch.setattr(plugin, "notify_url", f"{running.base}/{path}")
    yield running
    running.stop()


@pytest.fixture
def home(sqlite_db: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[District]:
    monkeypatch.setenv("DAIBAN_NETWORK", "internet")
    monkeypatch.setenv("DAIBAN_BASE_URL", "http://daiban.example.org")
    settings.cache_clear()
    yield made.district()
    settings.cache_clear()


def draft(kind: RobotKind = RobotKind.DINGTALK, **values: object) -> RobotDraft:
    base = {"name": "代办员工作群", "kind": kind, "audience": "agent", "address": HOOKS[kind]}
    return RobotDraft(**(base | values))  # type: ignore[arg-type]


def sweep(at: datetime = NINE) -> None:
    with clock.frozen(at):
        reminders.sweep(actor=SYSTEM)


def deliver(at: datetime = NINE) -> DeliveryCounts:
    with clock.frozen(at):
        return outbox.deliver(actor=SYSTEM)


@pytest.mark.parametrize("kind", RobotKind)
def test_a_web_hook_is_taken_as_its_platform_shows_it_and_shown_by_its_tail_alone(kind: RobotKind) -> None:
    address = kinds.written(kind, f" {HOOKS[kind]} ")
    token = HOOKS[kind].rpartition("=")[2].rpartition("/")[2]
    assert kinds.read(kind, address).token == token
    assert kinds.written(kind, address) == address
    assert kinds.read(kind, address).tail == f"…{token[-4:]}"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (RobotKind.DINGTALK, HOOKS[RobotKind.WECOM]),
        (RobotKind.WECOM, "wecom://corp@agent"),
        (RobotKind.FEISHU, "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/abc"),
        (RobotKind.DINGTALK, "http://oapi.dingtalk.com/robot/send?access_token=abc"),
        (RobotKind.DINGTALK, ""),
    ],
)
def test_another_kind_of_address_is_refused_with_the_right_one(kind: RobotKind, given: str) -> None:
    with pytest.raises(BadInput) as refused:
        kinds.written(kind, given)
    assert refused.value.code == f"robots.bad_address_{kind.value}"


def test_only_dingtalk_signs() -> None:
    assert kinds.written(RobotKind.DINGTALK, HOOKS[RobotKind.DINGTALK], "SECab1") == (
        "dingtalk://SECab1@ab12cd34ef56"
    )
    with pytest.raises(BadInput):
        kinds.written(RobotKind.FEISHU, HOOKS[RobotKind.FEISHU], "SECab1")


def test_administrators_add_change_and_remove_and_the_web_hook_is_in_no_audit(home: District) -> None:
    robot_id = robots.add(draft=draft(secret="SECab1"), actor=home.admin)
    (seen,) = robots.list_robots(actor=home.admin)
    assert (seen.tail, seen.per_minute, seen.is_signed) == ("…ef56", 10, True)
    kept = draft(address="", name="代办员群", per_minute=20)
    robots.change(robot_id=robot_id, version=seen.version, draft=kept, actor=home.admin)
    with pytest.raises(Conflict):
        robots.change(robot_id=robot_id, version=seen.version, draft=kept, actor=home.admin)
    assert robots.list_robots(actor=home.admin)[0].tail == "…ef56"
    robots.change(robot_id=robot_id, version=2, draft=draft(address="", secret="SECnew"), actor=home.admin)
    with reading(SYSTEM) as session:
        assert session.get_one(Robot, robot_id).address == "dingtalk://SECnew@ab12cd34ef56"
    moved = draft(address=HOOKS[RobotKind.DINGTALK].replace("ef56", "0000"))
    robots.change(robot_id=robot_id, version=3, draft=moved, actor=home.admin)
    assert robots.list_robots(actor=home.admin)[0].tail == "…0000"
    robots.remove(robot_id=robot_id, actor=home.admin)
    assert robots.list_robots(actor=home.admin) == ()
    with reading(SYSTEM) as session:
        said = " ".join(f"{row.before} {row.after}" for row in session.exec(select(AuditRow)))
        assert session.get_one(Robot, robot_id).address == ""
    assert "代办员群" in said and "ab12cd34" not in said and "SEC" not in said
    with pytest.raises(NotFound):
        robots.remove(robot_id=robot_id, actor=home.admin)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "  "}, "robots.name_missing"),
        ({"audience": "mayor"}, "robots.bad_audience"),
        ({"audience": "department:nowhere"}, "robots.bad_audience"),
        ({"per_minute": 21}, "robots.bad_budget"),
        ({"per_minute": 0}, "robots.bad_budget"),
    ],
)
def test_bad_input_is_refused(home: District, values: dict, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        robots.add(draft=draft(**values), actor=home.admin)
    assert refused.value.code == code


def test_nobody_else_and_no_intranet(home: District, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Forbidden):
        robots.list_robots(actor=home.coordinator)
    robots.add(draft=draft(), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    monkeypatch.setenv("DAIBAN_NETWORK", "intranet")
    settings.cache_clear()
    with pytest.raises(RuleBroken):
        robots.add(draft=draft(), actor=home.admin)
    sweep()
    assert made.letters() == [] and robot_notes.queue_notes(actor=SYSTEM) == 0


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        (
            RobotKind.DINGTALK,
            "/robot/send?access_token=ab12cd34ef56",
            {"msgtype": "text", "at": {"atMobiles": [], "isAtAll": False}, "text": {"content": "TEXT"}},
        ),
        (
            RobotKind.WECOM,
            "/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
            {"msgtype": "text", "text": {"content": "TEXT"}},
        ),
        (
            RobotKind.FEISHU,
            "/open-apis/bot/v2/hook/0fbc-99aa/",
            {"msg_type": "text", "content": {"text": "TEXT"}},
        ),
    ],
)
def test_the_request_of_each_platform(
    home: District, platform: Platform, kind: RobotKind, path: str, body: dict
) -> None:
    robot_id = robots.add(draft=draft(kind), actor=home.admin)
    platform.answer = (200, OK[kind])
    robots.send_test(robot_id=robot_id, actor=home.admin)
    ((asked, given),) = platform.bodies
    text = "【代办通】测试消息：哈尔滨市示例区的机器人“代办员工作群”已接通。"
    assert (asked, given) == (path, json.loads(json.dumps(body).replace("TEXT", text)))


def test_dingtalk_signs_its_requests(home: District, platform: Platform) -> None:
    robot_id = robots.add(draft=draft(secret="SECab1"), actor=home.admin)
    for _ in range(5):  # not every signature holds a character that must be quoted
        robots.send_test(robot_id=robot_id, actor=home.admin)
    for asked, _ in platform.bodies:
        said = parse_qs(urlsplit(asked).query)
        signed = f"{said['timestamp'][0]}\nSECab1".encode()
        digest = hmac.new(b"SECab1", signed, hashlib.sha256).digest()
        assert said["sign"] == [base64.b64encode(digest).decode()]


DING, WECOM, FEISHU = RobotKind
TOO_FAST = "send too fast, exceed 20 times per minute"


@pytest.mark.parametrize(
    ("kind", "answer", "reason", "outcome"),
    [
        (DING, (200, {"errcode": 310000, "errmsg": "keywords not in content"}), "310000 keywords", "dead"),
        (DING, (200, {"errcode": 300005, "errmsg": "token ab12cd34ef56 not exist"}), "token *** not", "dead"),
        (
            DING,
            (200, {"status": 1111, "wait": 5, "errcode": 130101, "errmsg": TOO_FAST}),
            "130101",
            "retried",
        ),
        (DING, (502, {}), "HTTP 502", "retried"),
        (DING, (404, {}), "HTTP 404", "dead"),
        (WECOM, (200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "93000 invalid", "dead"),
        (WECOM, (200, {"errcode": 45009, "errmsg": "api freq out of limit"}), "45009 api freq", "retried"),
        (FEISHU, (200, {"code": 11232, "msg": "frequency limited"}), "11232 frequency", "retried"),
        (FEISHU, (400, {"code": 99991400, "msg": "request trigger frequency limit"}), "99991400", "retried"),
        (FEISHU, (200, {"code": 9499, "msg": "Bad Request", "data": {}}), "9499 Bad", "dead"),
        (FEISHU, (400, {"code": 19001, "msg": "param invalid: 0fbc-99aa"}), "param invalid: ***", "dead"),
    ],
)
def test_a_refusal_in_the_answers_body_is_a_refusal(
    home: District, platform: Platform, kind: RobotKind, answer: tuple[int, dict], reason: str, outcome: str
) -> None:
    robot_id = robots.add(draft=draft(kind), actor=home.admin)
    platform.answer = answer
    with pytest.raises(RuleBroken) as refused:
        robots.send_test(robot_id=robot_id, actor=home.admin)
    assert reason in str(refused.value.params["reason"])
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    sweep()
    found = deliver()
    assert getattr(found, outcome) == 1 and found.sent == 0
    assert reason in str(made.letters()[0].last_error)


def test_a_platform_out_of_reach_is_no_attempt_and_its_secret_is_in_no_log(
    home: District, platform: Platform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    robots.add(draft=draft(), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    sweep()
    platform.stop()
    assert deliver() == DeliveryCounts(waiting=1)
    (letter,) = made.letters()
    assert (letter.attempts, letter.last_error) == (0, robot.NOBODY)
    assert "ab12cd34ef56" not in caplog.text + str(letter.address) + letter.text


def test_urgent_at_once_the_rest_in_one_note_a_morning_and_each_once(
    home: District, platform: Platform
) -> None:
    robots.add(draft=draft(), actor=home.admin)
    made.duty(home, "supplement_due", TODAY, key="地勘报告")
    made.duty(home, "ready", D("2026-08-28"), subject="step:900")
    early = NINE - timedelta(hours=2)
    sweep(early)
    assert deliver(early).sent == 1
    urgent = platform.texts[0]
    assert urgent.startswith("【代办通】紧急：") and "雪原动力电池示例项目" in urgent
    assert f"http://daiban.example.org/project?id={home.project_id}&step={home.step_id}" in urgent
    sweep(NINE)
    assert deliver(NINE).sent == 1
    morning = platform.texts[1]
    assert (
        morning.startswith("【代办通】9月1日提醒：1件事待办理")
        and "http://daiban.example.org/inbox" in morning
    )
    for later in (1, 2):
        sweep(NINE + timedelta(hours=later))
    assert len(made.letters()) == 2
    assert "李代办" not in "".join(platform.texts) and "8600" not in "".join(platform.texts)


def test_no_note_on_a_day_off_and_leaders_only_hear_in_the_morning(
    home: District, platform: Platform
) -> None:
    robots.add(draft=draft(audience="leader", name="领导群"), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=30))
    saturday = datetime(2026, 9, 5, 9, tzinfo=clock.ZONE)
    sweep(saturday)
    assert made.letters() == []
    sweep(saturday + timedelta(days=2))
    (note,) = made.letters()
    assert note.dedupe_key.startswith(robot_notes.MORNING) and "提请关注" in note.text


def test_a_departments_group_hears_what_its_liaison_hears(home: District, platform: Platform) -> None:
    robots.add(draft=draft(audience="department:natural_resources"), actor=home.admin)
    robots.add(draft=draft(audience="department:housing"), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    sweep()
    assert {row.robot_id for row in made.letters()} == {1}


def test_a_department_without_a_liaison_hears_in_its_group_what_fell_to_the_coordinator(
    home: District, platform: Platform
) -> None:
    with unit_of_work(SYSTEM) as work:
        for one in work.session.exec(select(Account).where(Account.role == "liaison")):
            one.is_active = False
            work.session.add(one)
    robots.add(draft=draft(audience="department:natural_resources"), actor=home.admin)
    robots.add(draft=draft(audience="department:housing"), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    sweep()
    assert {row.robot_id for row in made.letters()} == {1}


def test_more_than_its_budget_becomes_one_note(home: District, platform: Platform) -> None:
    robot_id = robots.add(draft=draft(per_minute=3), actor=home.admin)
    for n in range(3):
        made.duty(home, "supplement_due", TODAY, key="地勘报告", subject=f"step:{900 + n}")
    early = NINE - timedelta(hours=2)
    sweep(early)
    assert [row.dedupe_key.partition("|")[0] for row in made.letters()] == [robot_notes.URGENT] * 3
    for n in range(4):
        made.duty(home, "supplement_due", TODAY, key="地勘报告", subject=f"step:{950 + n}")
    assert deliver(early).sent == 3
    sweep(early)
    digest = made.letters()[-1]
    assert digest.text.startswith("【代办通】4件紧急事项") and digest.robot_id == robot_id
    assert deliver(early) == DeliveryCounts()  # its minute is used up
    assert deliver(early + timedelta(minutes=1)).sent == 1
    assert len(platform.bodies) == 4


def test_a_note_fits_the_platform_and_counts_the_rest(home: District, platform: Platform) -> None:
    robots.add(draft=draft(RobotKind.WECOM), actor=home.admin)
    for n in range(60):
        made.duty(home, "ready", D("2026-08-28"), subject=f"step:{900 + n}")
    sweep()
    (note,) = made.letters()
    assert len(note.text.encode()) <= 2_048
    shown = sum(line[:1].isdigit() for line in note.text.splitlines())
    assert shown > 5 and f"另有{60 - shown}件" in note.text


def test_what_waits_for_a_removed_robot_is_not_sent(home: District, platform: Platform) -> None:
    robot_id = robots.add(draft=draft(), actor=home.admin)
    made.duty(home, "step_due", TODAY - timedelta(days=20))
    sweep()
    robots.remove(robot_id=robot_id, actor=home.admin)
    assert deliver() == DeliveryCounts() and platform.bodies == []
    with reading(SYSTEM) as session:
        assert session.exec(select(OutboxMessage.state)).all() == ["void"]
