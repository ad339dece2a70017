"""What a new installation starts with: the service categories of outsourced work."""

from typing import Any

# key, title, kind (an IT process, or an IT-enabled service)
SERVICE_CATEGORIES = (
    ("help-desk", "Help desk", "it"),
    ("application-development", "Application development and maintenance", "it"),
    ("data-centre", "Data-centre operations", "it"),
    ("network", "Network operations", "it"),
    ("hr", "Human resources", "ites"),
    ("sales", "Sales", "ites"),
    ("customer-support", "Customer support automation", "ites"),
    ("other", "Other", "it"),
)


def load_service_categories(apps: Any) -> None:
    """Add the categories that are missing; those that an administrator has edited stay as they are."""
    categories = apps.get_model("vendors", "ServiceCategory")
    for key, title, kind in SERVICE_CATEGORIES:
        categories.objects.get_or_create(key=key, defaults={"title": title, "kind": kind})
