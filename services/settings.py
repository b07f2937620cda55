"""One frozen Settings from the environment (DAIBAN_…); editable numbers live in the database."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What differs between installations and must be known before the database can be opened."""

    model_config = SettingsConfigDict(env_prefix="DAIBAN_", frozen=True)

    database_url: str = f"sqlite:///{ROOT / 'var' / 'daiban.db'}"
    data_folder: Path = ROOT / "var" / "files"
    base_url: str = "http://localhost:8501"
    district_name: str = "哈尔滨市示例区"
    support_phone: str = "12345"
    demo: bool = False
    embedded_scheduler: bool = True
    network: Literal["intranet", "proxy", "internet"] = "intranet"
    secure_cookie: bool = False
    idle_minutes: int = 30
    absolute_hours: int = 12
    upload_megabytes: int = 20
    bell_seconds: float = 30.0
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = False
    smtp_timeout_seconds: float = 20.0
    mail_from: str = "daiban@localhost"


@lru_cache
def settings() -> Settings:
    """The process's settings, read once. Tests clear the cache after changing the environment."""
    return Settings()
