from . import res_company
from . import keqing_sla_policy
from . import keqing_sla_rung
from . import keqing_complaint_clock
from . import keqing_complaint_clock_plan
from . import keqing_complaint_clock_event
from . import keqing_complaint_clock_job
from . import keqing_complaint
