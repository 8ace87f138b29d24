from . import base_partner_merge
from . import keqing_credit_decision
from . import keqing_credit_release_decision
from . import res_config_settings
