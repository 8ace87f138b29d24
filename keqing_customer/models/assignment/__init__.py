from . import keqing_assignment
from . import keqing_reassignment
from . import keqing_reassignment_handover
from . import res_partner
from . import keqing_account_duty
from . import keqing_account_team_member
from . import res_partner_team
