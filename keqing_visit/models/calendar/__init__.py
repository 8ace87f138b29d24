from . import calendar_event
from . import keqing_visit
from . import res_company
