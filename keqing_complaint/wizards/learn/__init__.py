from . import keqing_complaint_rating
from . import res_config_settings
