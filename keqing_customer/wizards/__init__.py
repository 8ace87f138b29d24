from . import base_partner_merge
from . import keqing_evaluation_override
from . import keqing_evaluation_simulation
