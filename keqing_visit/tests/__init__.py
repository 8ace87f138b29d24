from . import test_plan_due
from . import test_plan_days
from . import test_visit
from . import test_visit_check
from . import test_visit_plan
from . import test_visit_indicator
from . import test_check
from . import test_check_order
