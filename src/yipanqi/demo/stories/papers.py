"""A speaker's paper as the smallest PDF: one page that says it is a drawing of a paper."""


def speech_pdf(title: str) -> bytes:
    """Valid, with the title as document information; the page itself is blank."""
    words = "feff" + title.encode("utf-16-be").hex()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        f"<< /Title <{words}> >>",
    ]
    made, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj {text} endobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    made += "".join(f"{place:010d} 00000 n \n" for place in places)
    made += f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\n"
    return (made + f"startxref\n{start}\n%%EOF\n").encode("ascii")
