from . import test_cockpit
from . import test_kpi
from . import test_target
from . import test_tour_cockpit
