from . import keqing_consent
from . import keqing_personal_profile
from . import keqing_export_log
from . import res_partner
from . import res_partner_erasure
from . import base
from . import keqing_today
