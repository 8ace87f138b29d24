from . import keqing_stand_in
from . import keqing_visit
from . import res_partner
from . import resource_calendar_leaves
