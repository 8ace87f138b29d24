from . import keqing_credit_decision
