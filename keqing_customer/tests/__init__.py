from . import test_cuts
from . import test_explanation
from . import test_indicators
from . import test_js
from . import test_rights
from . import test_run
from . import test_scorecard
from . import test_tour
