from . import keqing_complaint_team
from . import keqing_complaint_type
from . import keqing_complaint
from . import keqing_complaint_line
from . import keqing_complaint_doubles
from . import keqing_complaint_merge
from . import res_partner_caller
from . import keqing_today
