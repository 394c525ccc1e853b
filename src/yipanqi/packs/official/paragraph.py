"""One paragraph being written; its properties stay in the order the schema demands."""

from typing import Any, Self

from docx.oxml.ns import qn

from yipanqi.packs.official.oxml import Face, element, run

_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "tabs"),
    *("spacing", "ind", "jc", "outlineLvl"),
)
_PLACE = {qn(f"w:{tag}"): place for place, tag in enumerate(_ORDER)}


class Paragraph:
    def __init__(self, style: str) -> None:
        self._properties = element("pPr", element("pStyle", val=style))
        self.xml = element("p", self._properties)

    def write(self, text: str, face: Face) -> Self:
        if text:
            self.xml.append(run(text, face))
        return self

    def keep_with_next(self) -> Self:
        return self._put(element("keepNext"))

    def may_leave_next(self) -> Self:
        """Undoes the keep that its style asks for (a heading that is also a paragraph)."""
        return self._put(element("keepNext", val="0"))

    def start_page(self) -> Self:
        return self._put(element("pageBreakBefore"))

    def border(self, side: str, *, size: int, space: int, color: str) -> Self:
        line = element(side, val="single", sz=size, space=space, color=color)
        return self._put(element("pBdr", line))

    def lead(self, *, line: int, before: int = 0, after: int = 0) -> Self:
        """Line height and space around, twips."""
        return self._put(
            element("spacing", before=before, after=after, line=line, lineRule="exact")
        )

    def indent(self, **sides: int) -> Self:
        """``left``, ``right``, ``hanging`` or ``firstLine`` in twips."""
        return self._put(element("ind", firstLineChars=0, **sides))

    def align(self, side: str) -> Self:
        return self._put(element("jc", val=side))

    def _put(self, made: Any) -> Self:
        old = self._properties.find(made.tag)
        if old is not None:
            self._properties.remove(old)
        self._properties.append(made)
        self._properties[:] = sorted(self._properties, key=lambda e: _PLACE[e.tag])
        return self
