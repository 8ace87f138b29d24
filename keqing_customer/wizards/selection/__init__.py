from . import keqing_lead_signing
