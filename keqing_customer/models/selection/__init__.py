from . import keqing_scorecard
from . import keqing_evaluation_run
from . import keqing_evaluation
from . import res_partner
from . import crm_lead
from . import crm_lead_verdict
