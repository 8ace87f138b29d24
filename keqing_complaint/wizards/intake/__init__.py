from . import keqing_complaint_cancellation
from . import keqing_complaint_merge
from . import keqing_complaint_split
from . import keqing_incident_joining
from . import res_config_settings
