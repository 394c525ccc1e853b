"""Templates are indented for who reads them; a page is sent without the indentation.

A list of three hundred rows would be half as large again with it. Lines stay lines, so that an
error still names the right one; sentences (``blocktranslate``) never span lines.
"""

import re

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppDirectories

INDENTATION = re.compile(r"\n[ \t]+")


class Loader(AppDirectories):
    """Templates of the apps, each line from its first letter on."""

    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("\n", super().get_contents(origin))
