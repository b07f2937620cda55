"""Rows and differences of packages as people read them."""

from collections.abc import Sequence

from domain.network import Link
from domain.template_offers import Aspect, Difference
from domain.templates import TemplateBody, TemplateRow, before
from domain.vocabulary import Mode
from services.lifecycle_words import item_names
from services.templates.checking import Shelf
from services.templates.questions import condition_of
from services.templates.views import DifferenceView, PackageRow
from services.words import named, translate


class Words:
    """Says what a package holds in one language; the catalogue is read once."""

    def __init__(self, shelf: Shelf, lang: str) -> None:
        self.shelf, self.lang = shelf, lang
        self.names = item_names(shelf.items, lang)

    def item(self, code: str) -> str:
        return self.names.get(code, code)

    def joined(self, codes: Sequence[str]) -> str:
        return translate("list.separator", lang=self.lang).join(self.item(code) for code in codes)

    def work(self, body: TemplateBody, row: TemplateRow) -> str:
        """Mode, and with it the group or what it converts on."""
        mode = translate(f"mode.{row.mode}", lang=self.lang)
        group = body.group(row.parallel_group)
        if row.mode == Mode.PARALLEL and group:
            lead = self.shelf.departments.get(group.lead_department_code)
            led = named(lead, self.lang) if lead else group.lead_department_code
            return translate(
                "templates.work_joint", lang=self.lang, mode=mode, group=named(group, self.lang), lead=led
            )
        if row.mode == Mode.SIMULATED and row.conversion_requires:
            needs = self.joined(row.conversion_requires)
            return translate("templates.work_converts", lang=self.lang, mode=mode, items=needs)
        return mode

    def links(self, row: TemplateRow) -> tuple[str, ...]:
        """What the package itself puts before a row, link by link."""
        return tuple(self._link(one) for one in row.links)

    def _link(self, one: Link) -> str:
        said = translate(
            f"templates.link_{one.kind.value.lower()}", lang=self.lang, item=self.item(one.source)
        )
        return said + (translate("templates.lag", lang=self.lang, n=one.lag) if one.lag else "")

    def place(self, body: TemplateBody, row: TemplateRow) -> str:
        earlier = before(body, row.item_code)
        if earlier is None:
            return translate("templates.place_first", lang=self.lang)
        return translate("templates.place_after", lang=self.lang, item=self.item(earlier))

    def value(self, aspect: Aspect, body: TemplateBody, row: TemplateRow | None) -> str:
        """One aspect of a row in a body that holds it; empty without a row."""
        if row is None:
            return ""
        if aspect is Aspect.OPTIONAL:
            return translate(
                "templates.is_optional" if row.optional else "templates.is_needed", lang=self.lang
            )
        if aspect is Aspect.ORDER:
            return self.place(body, row)
        if aspect is Aspect.LINKS:
            said = translate("list.separator", lang=self.lang).join(self.links(row))
            return said or translate("templates.no_links", lang=self.lang)
        return self.work(body, row)

    def difference(self, one: Difference, base: TemplateBody, new: TemplateBody) -> DifferenceView:
        return DifferenceView(
            key=one.key,
            item_code=one.item_code,
            item=self.item(one.item_code),
            stage=self.shelf.items[one.item_code].stage,
            aspect=one.aspect.value,
            before=self.value(one.aspect, base, one.before),
            after=self.value(one.aspect, new, one.after),
        )

    def rows(self, body: TemplateBody, marks: dict[str, str]) -> tuple[PackageRow, ...]:
        known = (row for row in body.rows if row.item_code in self.shelf.items)
        return tuple(self._row(body, row, n, marks) for n, row in enumerate(known, 1))

    def _row(self, body: TemplateBody, row: TemplateRow, number: int, marks: dict[str, str]) -> PackageRow:
        item = self.shelf.items[row.item_code]
        group = body.group(row.parallel_group) if row.mode == Mode.PARALLEL else None
        lead = self.shelf.departments.get(group.lead_department_code) if group else None
        return PackageRow(
            item_code=row.item_code,
            number=number,
            name=named(item, self.lang),
            full_name=item.name_en if self.lang == "en" else item.name_zh,
            stage=item.stage,
            department=named(self.shelf.departments[item.department_code], self.lang),
            mode=row.mode,
            group_code=row.parallel_group if group else None,
            group=translate(
                "templates.group_led",
                lang=self.lang,
                group=named(group, self.lang),
                lead=named(lead, self.lang) if lead else "",
            )
            if group
            else "",
            optional=row.optional,
            conversion=tuple(self.item(code) for code in row.conversion_requires),
            after=tuple(self.item(code) for code in item.prerequisites if code in body.by_code),
            links=self.links(row),
            question=condition_of(row.item_code, lang=self.lang) if row.optional else "",
            is_milestone=item.milestone,
            promised_days=item.promised_days,
            day_unit=item.day_unit,
            limits_status=item.limits_status,
            mark=marks.get(row.item_code, ""),
        )
