"""The program: `jqreport`, and `python -m jqreport`."""

import gc
import sys

gc.disable()  # before all else: modules hold next to no cycles; `main` says how it goes on

from jqreport.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
