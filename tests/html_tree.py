"""Read HTML into a tree, strictly: every tag is closed where it was opened."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Self


_VOID = frozenset({"meta", "link", "br", "hr", "img", "input"})
#: Elements of a picture that hold nothing.
_EMPTY = frozenset({"rect", "line", "path", "use"})


class Node:
    """An element with its attributes, and what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def walk(self) -> Iterator[Node]:
        """Give this element and all below it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str, kind: str = "") -> list[Node]:
        """Give the elements *tag* below, those of the class *kind* where one is given."""
        return [
            node
            for node in self.walk()
            if node.tag == tag and (not kind or kind in node["class"].split())
        ]

    def one(self, tag: str, kind: str = "") -> Node:
        """Give the first such element."""
        return self.all(tag, kind)[0]

    @property
    def text(self) -> str:
        """The visible words, with single spaces; a style is none."""
        return " ".join(self._words().split())

    @property
    def heading(self) -> str:
        """The visible words before the first element of its own line."""
        first = Node(self.tag, {})
        for child in self.children:
            if isinstance(child, Node) and child.tag not in _INLINE:
                break
            first.children.append(child)
        return first.text

    def _words(self) -> str:
        if self.tag in ("style", "script"):
            return ""
        inner = "".join(
            child if isinstance(child, str) else child._words()  # noqa: SLF001 - the same class
            for child in self.children
        )
        return inner if self.tag in _INLINE else f" {inner} "


_INLINE = frozenset({"strong", "bdi", "span", "a", "code"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _EMPTY, f"<{tag}/> is no HTML"
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    @classmethod
    def read(cls, html: str) -> Self:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader


def parse(html: str) -> Node:
    """Give the tree of a page."""
    reader = _Reader.read(html)
    assert [node.tag for node in reader.open] == ["root"], "an element is not closed"
    return reader.root
