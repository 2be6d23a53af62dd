"""``python -m xladdin`` is the command ``perfeval``."""

from __future__ import annotations

import sys

from xladdin.cli import main

sys.exit(main())
