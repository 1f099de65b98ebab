"""Paper as a phone sees it: a printed sheet rendered, and the code on it read."""

import pypdfium2
import zxingcpp

PRINTED_DPI = 150


def scan(pdf: bytes) -> str:
    """Return the text of the one code on the only page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        (page,) = document
        picture = page.render(scale=PRINTED_DPI / 72).to_pil()
    finally:
        document.close()
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text
