"""Who may sign in: passwords, locks, sessions, and the administrator's work on accounts."""

from datetime import timedelta

import pytest
from sqlmodel import select

from domain.access import SYSTEM, Actor
from domain.errors import BadInput, Conflict, DomainError, Forbidden, NotFound, RuleBroken
from domain.vocabulary import Role
from models import Account, AuditRow, WebSession
from services import accounts, clock
from services.accounts.passwords import check_policy, fresh_password
from services.accounts.sign_in import LOCK, MAX_FAILURES, _unknown
from services.database import reading, unit_of_work
from tests import factories_reports as rows

PASSWORD = "Songhua-Jiang-26"


def _person(username: str = "agent01", role: Role = Role.AGENT, **values: object) -> int:
    values = {"must_change_password": False, "display_name": "李代办"} | values
    return accounts.create(username=username, role=role, password=PASSWORD, actor=SYSTEM, **values)


def _code(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def test_the_right_password_opens_a_session(db: str) -> None:
    _person()
    done = accounts.sign_in(username=" AGENT01 ", password=PASSWORD, lang="en")
    actor = accounts.actor_of_token(done.token)
    assert actor is not None
    assert (actor.name, actor.role, actor.lang) == ("李代办", Role.AGENT, "en")
    with reading(SYSTEM) as session:
        assert done.token not in {row.token_hash for row in session.exec(select(WebSession))}
        assert PASSWORD not in session.exec(select(Account.password_hash)).one()


def test_a_first_password_only_lets_one_change_it(db: str) -> None:
    _person(must_change_password=True)
    done = accounts.sign_in(username="agent01", password=PASSWORD)
    assert done.must_change_password
    assert accounts.actor_of_token(done.token) is None
    new = accounts.change_own_password(old=PASSWORD, new="Another-Word-77", actor=done.actor)
    assert accounts.live_session(done.token) is None
    assert accounts.actor_of_token(new) is not None
    with pytest.raises(Forbidden):
        accounts.sign_in(username="agent01", password=PASSWORD)


@pytest.mark.parametrize("username", ["agent01", "nobody-has-this-name"])
def test_too_many_failures_lock_known_and_unknown_names_alike(db: str, username: str) -> None:
    _person()
    _unknown.clear()  # counted in the process, whatever the database
    codes = []
    for _ in range(MAX_FAILURES):
        with pytest.raises(Forbidden) as refused:
            accounts.sign_in(username=username, password="wrong-password-1")
        codes.append((_code(refused), refused.value.params.get("left")))
    expected = [("accounts.wrong_password", n) for n in range(MAX_FAILURES - 1, 0, -1)]
    assert codes == [*expected, ("accounts.locked", None)]
    if username != "agent01":
        return
    with pytest.raises(Forbidden) as refused:
        accounts.sign_in(username=username, password=PASSWORD)
    assert _code(refused) == "accounts.locked"
    with clock.frozen(clock.now() + LOCK + timedelta(seconds=1)):
        assert accounts.sign_in(username=username, password=PASSWORD).token


def test_unlocking_lets_somebody_in_at_once(db: str) -> None:
    account_id = _person()
    for _ in range(MAX_FAILURES):
        with pytest.raises(Forbidden):
            accounts.sign_in(username="agent01", password="wrong-password-1")
    accounts.unlock(account_id=account_id, actor=SYSTEM)
    assert accounts.sign_in(username="agent01", password=PASSWORD).token


def test_a_session_ends_when_idle_and_after_its_longest_time(db: str) -> None:
    _person()
    token = accounts.sign_in(username="agent01", password=PASSWORD).token
    start = clock.now()
    with clock.frozen(start + timedelta(minutes=29)):
        assert accounts.live_session(token)
    with clock.frozen(start + timedelta(minutes=58)):
        assert accounts.live_session(token, counts_as_use=False)
    with clock.frozen(start + timedelta(minutes=60)):
        assert accounts.live_session(token) is None
    token = accounts.sign_in(username="agent01", password=PASSWORD).token
    for minutes in range(20, 12 * 60, 20):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert accounts.live_session(token)
    with clock.frozen(start + timedelta(hours=12, seconds=1)):
        assert accounts.live_session(token) is None


def test_signing_out_ends_it_for_every_tab(db: str) -> None:
    _person()
    token = accounts.sign_in(username="agent01", password=PASSWORD).token
    other = accounts.sign_in(username="agent01", password=PASSWORD).token
    accounts.sign_out(token)
    assert accounts.live_session(token) is None
    assert accounts.live_session(other) is not None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"username": "Li Daiban"}, "accounts.username_bad"),
        ({"display_name": "  "}, "accounts.name_missing"),
        ({"email": "no-address"}, "accounts.mail_bad"),
        ({"role": Role.LIAISON}, "accounts.needs_department"),
        ({"role": Role.LIAISON, "department_code": "nowhere"}, "accounts.needs_department"),
        ({"password": "short-1"}, "accounts.password_short"),
        ({"password": "aaaaaaaaaaaa"}, "accounts.password_simple"),
        ({"password": "agent02-password"}, "accounts.password_is_name"),
    ],
)
def test_what_cannot_be_an_account_is_refused(sqlite_db: str, values: dict, code: str) -> None:
    given = {"username": "agent02", "display_name": "王", "role": Role.AGENT, "password": PASSWORD}
    with pytest.raises(BadInput) as refused:
        accounts.create(actor=SYSTEM, **(given | values))
    assert _code(refused) == code


def test_a_user_name_is_taken_once(db: str) -> None:
    _person()
    with pytest.raises(RuleBroken) as refused:
        _person("AGENT01 ")
    assert _code(refused) == "accounts.username_taken"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_administrators_manage_accounts(sqlite_db: str, role: Role) -> None:
    stranger = rows.account("stranger", "陌生人", role, **({"department_code": "housing"}))
    for call in (
        lambda: accounts.list_accounts(actor=stranger),
        lambda: accounts.disable(account_id=1, actor=stranger),
        lambda: accounts.reset_password(account_id=1, password=PASSWORD, actor=stranger),
        lambda: accounts.create(
            username="x01", display_name="x", role=Role.ADMIN, password=PASSWORD, actor=stranger
        ),
    ):
        with pytest.raises(Forbidden):
            call()


def test_the_last_administrator_cannot_be_closed_or_demoted(db: str) -> None:
    only, second = _person("admin01", Role.ADMIN), _person("admin02", Role.ADMIN)
    admin = Actor(second, "乙", Role.ADMIN)
    with pytest.raises(RuleBroken) as refused:
        accounts.disable(account_id=second, actor=admin)
    assert _code(refused) == "accounts.not_yourself"
    accounts.disable(account_id=only, actor=admin)
    with pytest.raises(RuleBroken) as refused:
        accounts.disable(account_id=second, actor=SYSTEM)
    assert _code(refused) == "accounts.last_admin"
    with pytest.raises(RuleBroken):
        accounts.change_account(
            account_id=second, version=1, display_name="乙", role=Role.AUDITOR, actor=admin
        )


def test_closing_an_account_ends_its_sessions_and_an_agent_with_projects_stays(db: str) -> None:
    account_id = _person()
    token = accounts.sign_in(username="agent01", password=PASSWORD).token
    project_id = rows.project(primary=Actor(account_id, "李代办", Role.AGENT))
    with pytest.raises(RuleBroken) as refused:
        accounts.disable(account_id=account_id, actor=SYSTEM)
    assert (_code(refused), refused.value.params) == ("accounts.has_projects", {"n": 1})
    assert accounts.live_session(token)
    with unit_of_work(SYSTEM) as work:
        from models import Project

        work.session.get_one(Project, project_id).status = "done"
    accounts.disable(account_id=account_id, actor=SYSTEM)
    assert accounts.live_session(token) is None
    with pytest.raises(Forbidden):
        accounts.sign_in(username="agent01", password=PASSWORD)
    accounts.enable(account_id=account_id, actor=SYSTEM)
    assert accounts.sign_in(username="agent01", password=PASSWORD).token


def test_a_stale_form_is_refused_and_changes_are_audited(db: str) -> None:
    account_id = _person()
    admin = Actor(_person("admin01", Role.ADMIN), "管", Role.ADMIN)
    given = {"account_id": account_id, "display_name": "李四", "role": Role.AGENT, "actor": admin}
    accounts.change_account(version=1, **given)
    with pytest.raises(Conflict):
        accounts.change_account(version=1, **given)
    with reading(SYSTEM) as session:
        row = session.exec(select(AuditRow).where(AuditRow.action == "account.change")).one()
        assert (row.before["display_name"], row.after["display_name"]) == ("李代办", "李四")
        assert (row.actor_id, row.actor_name) == (admin.account_id, "管")


def test_the_first_administrator_needs_the_code_and_comes_once(db: str) -> None:
    code = accounts.new_setup_code()
    assert code is not None
    given = {"username": "admin01", "display_name": "管理员", "password": PASSWORD}
    with pytest.raises(Forbidden) as refused:
        accounts.create_first_administrator(code="AAAA-BBBB-CCCC", **given)
    assert _code(refused) == "accounts.setup_code_wrong"
    token = accounts.create_first_administrator(code=f" {code.lower()} ", **given)
    actor = accounts.actor_of_token(token)
    assert actor is not None and actor.role is Role.ADMIN
    assert accounts.new_setup_code() is None
    with pytest.raises(RuleBroken) as refused:
        accounts.create_first_administrator(code=code, **given)
    assert _code(refused) == "accounts.setup_done"


def test_the_language_is_kept_and_an_unknown_one_refused(db: str) -> None:
    actor = Actor(_person(), "李代办", Role.AGENT)
    accounts.choose_language(lang="en", actor=actor)
    with pytest.raises(BadInput):
        accounts.choose_language(lang="fr", actor=actor)
    assert accounts.list_accounts(actor=SYSTEM)[0].username == "agent01"
    with reading(SYSTEM) as session:
        assert session.exec(select(Account.lang)).one() == "en"


def test_an_unknown_user_name_is_not_found(sqlite_db: str) -> None:
    with pytest.raises(NotFound):
        accounts.find(username="nobody", actor=SYSTEM)


def test_first_passwords_pass_the_policy() -> None:
    for _ in range(50):
        check_policy(fresh_password(), "agent01")
