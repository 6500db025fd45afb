"""The parts of `base.docx` as text: styles, bullets, settings, and the page."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_INK, _QUIET, _LINE, _SHADE = "1F2A33", "4A5560", "A9B2BA", "EAF0EC"
_OWN = ("Lead", "Statement", "Fact", "Cell", "Table Head", "Draft Mark")
_WORD_PARTS = ("styles", "settings", "numbering", "header", "footer")


def _paragraph(
    name: str, *, based: str = "Normal", follows: str = "Normal", ppr: str = "", rpr: str = "", key: str = ""
) -> str:
    """Give a paragraph style; its id is its name without spaces."""
    own = ' w:customStyle="1"' if name in _OWN else ""
    return (
        f'<w:style w:type="paragraph"{own} w:styleId="{key or name.replace(" ", "")}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:next w:val="{follows}"/><w:uiPriority w:val="9"/><w:qFormat/>'
        f"<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def _heading(level: int, size: int, before: int, after: int, color: str = _INK) -> str:
    ppr = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="{after}" w:line="264" w:lineRule="auto"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>'
    )
    return _paragraph(
        f"heading {level}",
        key=f"Heading{level}",
        ppr=ppr,
        rpr=f'<w:b/><w:color w:val="{color}"/><w:sz w:val="{size}"/>',
    )


def _character(name: str, rpr: str) -> str:
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:rPr>{rpr}</w:rPr></w:style>"
    )


def _edge(side: str, size: int, space: int = 0, color: str = _LINE) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


_DEFAULTS = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    f'<w:color w:val="{_INK}"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
    '<w:lang w:val="da-DK" w:eastAsia="da-DK" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="100" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
)
_QUOTED = "<w:pBdr>" + _edge("left", 18, 10) + '</w:pBdr><w:spacing w:before="40" w:after="110"/><w:ind w:left="284"/>'
_PARAGRAPHS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + _paragraph(
        "Title",
        ppr='<w:keepNext/><w:spacing w:after="160" w:line="240" w:lineRule="auto"/>',
        rpr='<w:b/><w:sz w:val="44"/><w:szCs w:val="44"/>',
    )
    + _heading(1, 30, 320, 100)
    + _heading(2, 25, 200, 60)
    + _heading(3, 24, 200, 40, _QUIET)
    + _paragraph(
        "List Bullet",
        follows="ListBullet",
        ppr='<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>',
    )
    + _paragraph("Quote", follows="Quote", ppr=_QUOTED)
    + _paragraph("Lead", ppr="<w:keepNext/>")
    + _paragraph("Statement", ppr=_QUOTED)
    + _paragraph(
        "Fact",
        follows="Fact",
        ppr='<w:keepLines/><w:tabs><w:tab w:val="left" w:pos="1985"/></w:tabs><w:spacing w:after="60"/>'
        '<w:ind w:left="1985" w:hanging="1985"/>',
    )
    + _paragraph(
        "Cell", follows="Cell", ppr='<w:spacing w:after="20" w:line="252" w:lineRule="auto"/>', rpr='<w:sz w:val="22"/>'
    )
    + _paragraph("Table Head", based="Cell", follows="Cell", ppr="<w:keepNext/>", rpr="<w:b/>")
    + _paragraph(
        "header", key="Header", ppr='<w:spacing w:after="160"/>', rpr=f'<w:color w:val="{_QUIET}"/><w:sz w:val="20"/>'
    )
    + _paragraph("footer", key="Footer", rpr=f'<w:color w:val="{_QUIET}"/><w:sz w:val="20"/>')
    + _paragraph(
        "Draft Mark",
        based="Header",
        ppr='<w:spacing w:after="40"/>',
        rpr=f'<w:b/><w:color w:val="{_INK}"/><w:sz w:val="28"/>',
    )
)
_CHARACTERS = (
    _character("Label", "<w:b/>")
    + _character("Speaker", f'<w:color w:val="{_QUIET}"/>')
    + _character("Missing", f'<w:i/><w:color w:val="{_QUIET}"/>')
)
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(_edge(side, 4) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders><w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="37" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{_SHADE}"/></w:tcPr></w:tblStylePr></w:style>'
)
_BULLETS = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:pStyle w:val="ListBullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="357" w:hanging="357"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="1304"/><w:characterSpacingControl w:val="doNotCompress"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="da-DK"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'
)
_PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1134" w:bottom="1304" w:left="1134"'
    ' w:header="624" w:footer="624" w:gutter="0"/></w:sectPr>'
)


def _word(root: str, inner: str) -> str:
    return f"{_HEAD}<w:{root} {_W} {_R}>{inner}</w:{root}>"


def _relations(*pairs: tuple[str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(pairs, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def _types() -> str:
    names = {"document": "document.main"} | {part: part for part in _WORD_PARTS}
    inner = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in names.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )


_CORE = (
    f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:language>da-DK</dc:language></cp:coreProperties>'
)
PARTS = {
    "[Content_Types].xml": _types(),
    "_rels/.rels": _relations(
        (f"{_OFFICE}/officeDocument", "word/document.xml"),
        (f"{_RELATIONS}/metadata/core-properties", "docProps/core.xml"),
    ),
    "docProps/core.xml": _CORE,
    "word/document.xml": _word("document", f"<w:body>{_PAGE}</w:body>"),
    "word/_rels/document.xml.rels": _relations(*((f"{_OFFICE}/{part}", f"{part}.xml") for part in _WORD_PARTS)),
    "word/styles.xml": _word("styles", _DEFAULTS + _PARAGRAPHS + _CHARACTERS + _TABLES),
    "word/numbering.xml": _word("numbering", _BULLETS),
    "word/settings.xml": _word("settings", _SETTINGS),
    "word/header.xml": _word("hdr", '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p>'),
    "word/footer.xml": _word("ftr", '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p>'),
}
