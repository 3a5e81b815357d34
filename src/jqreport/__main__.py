"""The program: `jqreport`, and `python -m jqreport`."""

import atexit
import gc
import sys

# Before all else: modules and records hold next to no cycles, and the default looks at all of them again and again; at the
# end the memory is given back as a whole, and a last look at all of it takes 20 ms.
gc.set_threshold(200_000, 20, 100)
atexit.register(gc.freeze)

from jqreport.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
