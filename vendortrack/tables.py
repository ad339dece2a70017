"""The one shape of our lists, over django-tables2; the template is django_tables2/vt.html."""

from typing import Any

import django_tables2 as tables
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SIZES = (25, 50, 100)


BOX = '<span class="vt-ckbox"><input class="form-check-input" type="checkbox" {} aria-label="{}"></span>'


class PickColumn(tables.Column):
    """A checkbox per row for the bulk bar; its value is the record's reference."""

    def __init__(self, **extra: Any) -> None:
        super().__init__(accessor="ref", orderable=False, verbose_name="", **extra)

    @property
    def header(self) -> SafeString:
        return format_html(BOX, SafeString("data-pick-all data-js hidden"), gettext("Select all on this page"))

    def render(self, value: str) -> SafeString:
        chosen = format_html('name="pick" value="{}" data-pick', value)
        return format_html(BOX, chosen, gettext("Select %(ref)s") % {"ref": value})


class Table(tables.Table):
    """A list with a caption; `row_header` names the column that is the row's header and link."""

    caption: Any = _("List")
    row_header = "name"
    show_pager = True
    sizes = SIZES

    class Meta:
        template_name = "django_tables2/vt.html"
        attrs: dict[str, str] = {}
        order_by_field = "sort"
        orderable = True


def rows_wanted(request: HttpRequest, default: int = 50) -> int:
    """Rows a page as the address asks: 25, 50 or 100."""
    asked = request.GET.get("per_page", "")
    return int(asked) if asked.isdecimal() and int(asked) in SIZES else default


def show(table: Table, request: HttpRequest) -> Page:
    """Sort and page a table as the address asks; an unknown sort is none, an unknown page the nearest good one."""
    tables.RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=rows_wanted(request))
    table.page = table.paginator.get_page(request.GET.get("page"))
    return table.page
