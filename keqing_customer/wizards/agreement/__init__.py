from . import keqing_agreement_decision
