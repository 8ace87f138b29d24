from . import kpi
from . import cockpit
