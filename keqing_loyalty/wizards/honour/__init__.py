from . import keqing_honour_decision
