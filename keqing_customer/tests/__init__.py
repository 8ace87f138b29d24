from . import test_cuts
from . import test_indicators
from . import test_run
from . import test_scorecard
