from . import keqing_evaluation_run
from . import res_partner
