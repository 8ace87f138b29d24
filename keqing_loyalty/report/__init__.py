from . import keqing_rebate_tie_out
