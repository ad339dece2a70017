"""Lists on their way in, and vendors that look like one, in each look."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import expect

from tests import make
from vendors import actions, tasks
from vendors.actions import uploads
from vendors.models import Vendor

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LIST = b"Firma,Land,Notiz\nWislok Support,Poland,x\nGale Ltd,Nowhere,y\n"


@pytest.fixture(autouse=True)
def _documents(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "documents"


def test_a_list_and_its_states_have_no_barrier_in_any_look(in_each_look: Callable[..., None]) -> None:
    buyer = make.user("procurement")
    upload = uploads.take(SimpleUploadedFile("list.csv", LIST), "list.csv", buyer)
    path = f"/vendors/import/{upload.ref}/"

    in_each_look(buyer, "/vendors/import/", "upload-new")
    in_each_look(buyer, path, "upload-columns")
    uploads.match(upload, buyer, ["name", "country", ""])
    in_each_look(buyer, path, "upload-checking")
    tasks.work_on_uploads()
    in_each_look(buyer, path, "upload-checked")


def test_pairs_that_may_be_one_have_no_barrier_in_any_look(in_each_look: Callable[..., None]) -> None:
    buyer = make.user("procurement")
    for name in ("Snap Inc.", "SNAP, INC."):
        other = actions.log_vendor(buyer, name=name, country="US", domain="snap.com")

    in_each_look(buyer, "/vendors/duplicates/", "duplicates")
    in_each_look(buyer, f"/vendors/{other.ref}/merge/", "merge")
    in_each_look(buyer, f"/vendors/{other.ref}/", "vendor-duplicate")


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_imported_with_and_without_a_script(browser_page: Callable[..., Any], script: bool) -> None:
    page = browser_page(make.user("procurement"), script=script)
    page.goto("/vendors/import/")
    page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": LIST})
    page.get_by_role("button", name="Upload list").click()
    page.get_by_label("Firma").select_option("name")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("The rows are being checked")).to_be_visible()

    tasks.work_on_uploads()
    if not script:
        page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Import all rows").click()
    tasks.work_on_uploads()
    if not script:
        page.get_by_role("link", name="Look again").click()

    expect(page.get_by_role("heading", name="What was imported")).to_be_visible()
    assert Vendor.objects.count() == 2
