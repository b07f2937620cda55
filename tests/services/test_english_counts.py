"""English counts one thing without an s, and the verb agrees, also where the number stands in bold."""

import pytest

from services.words import translate


@pytest.mark.parametrize(
    ("msgid", "n", "said"),
    [
        ("{n} working days left", 1, "1 working day left"),
        ("{n} working days left", 21, "21 working days left"),
        ("desk_why.ready_lacking", 1, "ready but for 1 material"),
        ("{n} reminders wait", '<b class="red">1</b>', '<b class="red">1</b> reminder waits'),
        ("{n} problems are open", "<b>1</b>", "<b>1</b> problem is open"),
        ("{n} problems are open", "<b>21</b>", "<b>21</b> problems are open"),
        ("History, {n} others told", 1, "History, 1 other told"),
        (
            "{n} mutes of this rule end: an urgent rule speaks",
            1,
            "1 mute of this rule ends: an urgent rule speaks",
        ),
        ("{n} bad ratings to follow up", 1, "1 bad rating to follow up"),
        ("{n} more reminders", 11, "11 more reminders"),
    ],
)
def test_one_is_not_many(msgid: str, n: object, said: str) -> None:
    assert translate(msgid, lang="en", n=n) == said
