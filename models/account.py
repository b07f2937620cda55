"""People who sign in, and their server-side sessions."""

from datetime import datetime

from sqlmodel import Field

from models.base import Base, instant, key


class Account(Base, table=True):
    id: int | None = key()
    username: str = Field(unique=True, max_length=64)
    display_name: str = Field(index=True, max_length=64)
    pinyin: str = ""
    initials: str = ""
    role: str = Field(index=True, max_length=16)
    department_code: str | None = Field(default=None, foreign_key="department.code")
    password_hash: str = ""
    email: str | None = None
    phone: str | None = None
    post: str | None = None
    lang: str = "zh_CN"
    is_active: bool = True
    must_change_password: bool = False
    failed_sign_ins: int = 0
    locked_until: datetime | None = instant()
    created_at: datetime | None = instant()
    version: int = 1


class WebSession(Base, table=True):
    __tablename__ = "web_session"
    id: int | None = key()
    token_hash: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime | None = instant(nullable=False)
    seen_at: datetime | None = instant(nullable=False)
    expires_at: datetime | None = instant(nullable=False)
    revoked_at: datetime | None = instant()
