"""How allauth signs people in here: nobody signs up, mails are ours, second factors are kept encrypted."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """An administrator names the people; links lead to the address that this installation is known by."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("That e-mail and password do not belong together. Check both, and try again."),
        "too_many_login_attempts": _("Too many failed tries. Wait a few minutes, or get a new password by mail."),
        "incorrect_password": _("That is not your password. Try again."),
        "incorrect_code": _("That code is not right, or it has just run out. Write the one that the app shows now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[uidb36, token])

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the person at the address that they sign in with."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def render_mail(
        self, template_prefix: str, email: Any, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """The text is written once; the HTML part is the same words in the frame of all our mails."""
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        mail = super().render_mail(template_prefix, email, context, headers)
        words = {"subject": mail.subject, "text": mail.body, "organisation": settings.ORGANISATION}
        mail.attach_alternative(render_to_string("mail/words.html", words), "text/html")
        return mail


def keys() -> MultiFernet:
    """Keys made from SECRET_KEY and its fallbacks, so that a stolen database alone gives no second factor away."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(derived(str(secret)))) for secret in secrets])


def derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"accounts.second-factor").derive(secret.encode())


class MFAAdapter(DefaultMFAAdapter):
    """Second factors encrypted at rest; the picture for the app is drawn into the page, since data: is forbidden."""

    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        drawing = super().build_totp_svg(url)
        return drawing[drawing.index("<svg") :].replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
