"""One Word or Google document becomes one article."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.importing.moved import move_in

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="word/document.xml"/></Relationships>'
)
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def test_a_word_document(tmp_path: Path) -> None:
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Ask</w:t></w:r></w:p>'
        "<w:p><w:r><w:t xml:space='preserve'>One"
        " </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>thing</w:t>"
        "</w:r></w:p>"
    )
    path = tmp_path / "my text.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>',
        )
    blog = move_in(path, tmp_path / "blog")
    head, text = blog.article("my-text")
    assert (head["title"], head["draft"], text) == ("Ask", True, "One **thing**")


def test_what_is_no_word_document_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"no zip")
    move_in(tmp_path / "a.docx", tmp_path / "blog", "--no-pictures", code=2)


def test_a_google_document(tmp_path: Path) -> None:
    path = tmp_path / "doc.zip"
    page = (
        "<html><head><style>.c1{font-weight:700}.c2{font-style:italic}.c4 { text-align: right }"
        '.c5{text-decoration:line-through}.c6{font-family:"Roboto Mono"}</style></head><body>'
        '<h1 class="c9">Ask</h1><p><span class="c1">Bold</span> <span class="c2">it</span> '
        '<a href="https://www.google.com/url?q=https://x.example/&amp'
        ';sa=D">link</a> <span class="c6">x = 1</span></p>'
        '<ol class="c9 lst-kix_a-0 start"><li>One</li></ol>'
        '<ul class="lst-kix_b-1 start"><li>deeper</li></ul>'
        '<ol class="lst-kix_a-2"><li>yet</li></ol>'
        '<ol class="lst-kix_a-0" start="2"><li class="c5"><span>Two</span></li></ol>'
        '<ol class="lst-kix_c-0 start" start="4"><li>Four</li></ol>'
        '<table><thead><tr><td><p class="c4">Age</p></td><td><p>Who</p></td></tr></thead>'
        "<tr><td><p>40</p></td><td><p>Ann</p></td></tr></table></body></html>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Ask.html", page)
    blog = move_in(path, tmp_path / "blog")
    assert blog.article("ask")[1] == (
        "**Bold** *it* [link](https://x.example/) `x = 1`\n\n"
        "1. One\n    - deeper\n        1. yet\n2. <del>Two</del>\n\n<!-- -->\n\n4. Four\n\n"
        "| Age | Who |\n| ---: | --- |\n| 40 | Ann |"
    )
