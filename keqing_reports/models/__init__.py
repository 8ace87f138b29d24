from . import kpi
from . import target
from . import cockpit
