from . import keqing_scorecard
from . import keqing_evaluation_run
from . import crm_lead
