from . import keqing_complaint_type
from . import keqing_complaint_team
from . import keqing_complaint_inquiry
from . import keqing_complaint
from . import keqing_complaint_progress
from . import keqing_complaint_suggestion
from . import keqing_today
