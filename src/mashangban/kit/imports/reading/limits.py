"""What a file may ask of the machine. Each limit lies well above any district's real sheets."""

from typing import Final

MEGABYTE: Final = 1024 * 1024

# The sheets of a whole city take some 20 MB; beyond this the wrong file was chosen.
MOST_BYTES: Final = 64 * MEGABYTE

# Rows: every flat of a district. A sheet of a million rows is one whose columns were formatted to
# the end, or an attack. Columns: surveys go up to some 300. Cells, counted as the box around all
# that have a value: together with the longest text they bound the memory, to about 1 GB.
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 400
MOST_CELLS: Final = 4_000_000
# Characters over all cells: Excel stores a text once and points to it, so that 10 KB may be
# repeated into gigabytes.
MOST_TEXT: Final = 64 * MEGABYTE

# An Excel file is a zip. Real ones have some ten parts, plus one for each picture, and become
# three to thirty times as large when unpacked; 1,000 times is what the method allows at most.
MOST_PARTS: Final = 1_000
MOST_UNPACKED: Final = 256 * MEGABYTE
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = MEGABYTE  # small parts may be as even as they like

# GeoJSON: a collection's polygons are 9 levels deep. Each position is a list, and all boundaries of
# a city at full detail have some 500,000. Values, counted by their commas, bound the rest.
DEEPEST: Final = 20
MOST_LISTS: Final = 2_000_000
MOST_VALUES: Final = 8_000_000

# Titles and remarks stand above the header, but not more than this.
HEADER_WITHIN: Final = 20
