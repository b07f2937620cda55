"""A demo district: the synthetic sample pool lived through the real services, on dates around today."""

from services.demo.filling import fill
from services.demo.sign_ins import SignIn, new_sign_ins

__all__ = ["SignIn", "fill", "new_sign_ins"]
