from . import base_partner_merge
from . import keqing_evaluation_override
from . import keqing_evaluation_simulation
from . import keqing_policy_choice
from . import res_config_settings
from . import base_import
from . import keqing_person_erasure
from . import privacy_lookup_wizard
