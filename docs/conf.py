"""Sphinx settings: Markdown by MyST, the theme furo, every warning an error."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

project = "Mashangban"
author = "the Mashangban contributors"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
myst_fence_as_directive = ["mermaid"]
html_theme = "furo"
html_title = "Mashangban 物业码上办"
html_copy_source = False
html_show_copyright = False
# A page must open without any other host: system fonts, nothing from elsewhere.
html_theme_options = {"footer_icons": []}


class Mermaid(SphinxDirective):
    """Shows a diagram's source as text; forges that render Markdown draw it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text, language="text")]


def setup(app: Sphinx) -> None:
    app.add_directive("mermaid", Mermaid)
