from . import keqing_special_day
from . import keqing_grade
from . import keqing_contact_rhythm
from . import keqing_contact_due
from . import res_company
from . import res_partner
