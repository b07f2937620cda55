"""Robots of chat groups through apprise: one text to one web hook, and the platform's own answer to it.

DingTalk and WeCom refuse with HTTP 200 and an `errcode` in the body, which apprise takes for success; so the
plugins post through `_Recording`, which keeps the answer for us to read. It also mends DingTalk's signature:
apprise (2.3.0) quotes it, `requests` quotes it again, and DingTalk answers "sign not match".
"""

import logging
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote

import requests
from apprise.plugins import dingtalk, feishu, wecombot

from domain.robots import Hook, read
from domain.vocabulary import RobotKind
from services.channels.failures import NotSent, ServerUnreachable, masked

_SECONDS = (4.0, 8.0)
NOBODY, SLOW, SILENT = "no connection", "no answer in time", "not a robot's answer"
_OK = 200
_LATER = frozenset({408, 425, 429})
_FOR_GOOD = {
    RobotKind.DINGTALK: frozenset({300001, 300005, 310000, 400013, 400101, 400102}),
    RobotKind.WECOM: frozenset({93000, 93004, 93008}),
    RobotKind.FEISHU: frozenset({9499, 19001, 19002, 19021, 19022, 19024}),
}
"""Token unknown, robot disabled, group dissolved, signature, keyword, network address or form refused:
waiting cures none of them. Everything else, such as too many messages, is tried again."""
_answered: ContextVar[requests.Response | None] = ContextVar("answered", default=None)

for _name in ("apprise", "urllib3"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # their lines hold the token


class _Recording:
    """`requests` as the plugins use it; the answer is kept."""

    codes = requests.codes
    RequestException = requests.RequestException

    @staticmethod
    def post(url: str, **options: Any) -> requests.Response:
        options["params"] = {name: unquote(value) for name, value in (options.get("params") or {}).items()}
        try:
            response = requests.post(url, **options)
        except requests.RequestException as error:
            is_slow = isinstance(error, requests.Timeout)
            raise ServerUnreachable(SLOW if is_slow else NOBODY) from None  # its own text holds the address
        _answered.set(response)
        return response


for _plugin in (dingtalk, feishu, wecombot):
    _plugin.requests = _Recording


def send(kind: RobotKind, address: str, text: str) -> None:
    """Raises NotSent with the platform's reason; ServerUnreachable when nobody answers."""
    hook = read(kind, address)
    plugin = _plugin_of(kind, hook)
    plugin.request_rate_per_sec = 0
    plugin.socket_connect_timeout, plugin.socket_read_timeout = _SECONDS
    plugin.redirects = False
    _answered.set(None)
    plugin.notify(body=text, title="")
    answer = _answered.get()
    if answer is None:
        raise NotSent(SILENT)
    _judge(kind, answer, hook)


def _plugin_of(kind: RobotKind, hook: Hook) -> Any:
    if kind is RobotKind.DINGTALK:
        return dingtalk.NotifyDingTalk(token=hook.token, secret=hook.secret or None)
    if kind is RobotKind.WECOM:
        return wecombot.NotifyWeComBot(key=hook.token)
    return feishu.NotifyFeishu(token=hook.token)


def _judge(kind: RobotKind, answer: requests.Response, hook: Hook) -> None:
    """Nothing for a message taken; else NotSent.

    The code in the body counts, whatever the status: refusals come with HTTP 200, and Feishu sends its limit
    of messages (11232, 99991400) with HTTP 400 as well, which is no reason to give up.
    """
    said = _body(answer)
    code = said.get("errcode", said.get("code", said.get("StatusCode")))
    if code is None:
        raise _codeless(answer)
    if code == 0 and answer.status_code == _OK:
        return
    words = masked(f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip(), hook.token, hook.secret)
    raise NotSent(words, is_permanent=code in _FOR_GOOD[kind])


def _body(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _codeless(answer: requests.Response) -> NotSent:
    """Not in the platform's own words: a gateway on the way, or another address."""
    status = answer.status_code
    if status == _OK:
        return NotSent(SILENT)
    return NotSent(f"HTTP {status}", is_permanent=400 <= status < 500 and status not in _LATER)
