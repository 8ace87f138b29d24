from . import keqing_scorecard
from . import keqing_evaluation_run
from . import res_partner
