"""Accounts: who may sign in, with which password, and the server-side sessions."""

from services.accounts.administration import (
    change_account,
    choose_language,
    create,
    disable,
    enable,
    find,
    list_accounts,
    reset_password,
    unlock,
)
from services.accounts.first_start import create_first_administrator, has_accounts, new_setup_code
from services.accounts.passwords import fresh_password
from services.accounts.sessions import (
    LANG_COOKIE,
    SESSION_COOKIE,
    LiveSession,
    actor_of_token,
    forget_ended_sessions,
    live_session,
    sign_out,
)
from services.accounts.sign_in import SignedIn, change_own_password, sign_in
from services.accounts.views import AccountView

__all__ = [
    "LANG_COOKIE",
    "SESSION_COOKIE",
    "AccountView",
    "LiveSession",
    "SignedIn",
    "actor_of_token",
    "change_account",
    "change_own_password",
    "choose_language",
    "create",
    "create_first_administrator",
    "disable",
    "enable",
    "find",
    "forget_ended_sessions",
    "fresh_password",
    "has_accounts",
    "list_accounts",
    "live_session",
    "new_setup_code",
    "reset_password",
    "sign_in",
    "sign_out",
    "unlock",
]
