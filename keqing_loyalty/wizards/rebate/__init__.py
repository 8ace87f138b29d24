from . import base_partner_merge
from . import keqing_rebate_simulation
