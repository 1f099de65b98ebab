"""Paper as a phone sees it: a printed sheet rendered, and the code on it read."""

import pypdfium2
import zxingcpp

PRINTED_DPI = 150


def scan(pdf: bytes) -> str:
    """Return the text of the one code in a PDF."""
    (text,) = scan_all(pdf)
    return text


def scan_all(pdf: bytes) -> list[str]:
    """Return the texts of all codes in a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = [page.render(scale=PRINTED_DPI / 72).to_pil() for page in document]
    finally:
        document.close()
    return [found.text for picture in pictures for found in zxingcpp.read_barcodes(picture)]
